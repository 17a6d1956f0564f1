// A machine that has what a test says.
import { MachineUnreadable, type Machine, type Power } from "../../ports/machine.ts";

export interface SimulatedMachine extends Machine {
  freeMemoryMb: number;
  /** Of every folder, unless `freeDiskMbOf` names another number for one. */
  freeDiskMb: number;
  readonly freeDiskMbOf: Map<string, number>;
  load: number;
  power: Power;
  /** Why nothing can be measured; null: it can. */
  broken: string | null;
  measuredCount: number;
}

export function createSimulatedMachine(): SimulatedMachine {
  const machine: SimulatedMachine = {
    freeMemoryMb: 16_000,
    freeDiskMb: 100_000,
    freeDiskMbOf: new Map(),
    load: 0,
    power: { kind: "mains" },
    broken: null,
    measuredCount: 0,
    measure: async (folders) => {
      machine.measuredCount += 1;
      if (machine.broken !== null) throw new MachineUnreadable("the simulated machine", machine.broken);
      const { freeMemoryMb, load } = machine;
      const freeDiskMb = folders.map((folder) => machine.freeDiskMbOf.get(folder) ?? machine.freeDiskMb);
      return { freeMemoryMb, freeDiskMb, load };
    },
    readPower: async () => machine.power,
  };
  return machine;
}
