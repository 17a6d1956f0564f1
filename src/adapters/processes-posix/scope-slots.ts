import type { Processes } from "../../ports/processes.ts";

/** The same supervisor for one project of several: its slots (`R-1.1`) are its own, though another project has runs of the same names. */
export function scopeSlots(processes: Processes, scope: string): Processes {
  const inScope = (slot: string) => `${scope}/${slot}`;
  return {
    spawn: async (spec) => {
      const child = await processes.spawn({ ...spec, slot: inScope(spec.slot) });
      return { ...child, slot: spec.slot };
    },
    isAlive: (identity) => processes.isAlive(identity),
    findBySlot: (slot) => processes.findBySlot(inScope(slot)),
    stopSlot: (slot) => processes.stopSlot(inScope(slot)),
    list: () =>
      processes
        .list()
        .flatMap((one) =>
          one.slot.startsWith(`${scope}/`) ? [{ ...one, slot: one.slot.slice(scope.length + 1) }] : [],
        ),
  };
}
