// Faults that a run can be given: each takes away one protection, and a rule must notice.

/** What is planted, in words. One line each; the code that has the fault asks for its name. */
export const PLANTED = {
  landsWithoutLooking: "landing without the test of ancestry",
  keepsNothing: "removing a workspace without keeping its work",
  isSupervisorLazy: "not ending the agent of a former life",
  takesStaleObservations: "taking observations of a former life for this one's",
  startsAboveTheCap: "starting one more run than may run",
  forgetsAfterRestart: "forgetting approved tickets at a restart",
  reportsMayApprove: "giving report turns the user's rights",
  grantsByTool: "taking what is allowed for a ticket for every call of its workers",
  forgetsInterrupted: "forgetting a report that was interrupted",
} as const;

export type PlantedName = keyof typeof PLANTED;

/** Null: nothing is planted. */
export type Planted = PlantedName | null;

export function isPlantedName(name: string): name is PlantedName {
  return Object.hasOwn(PLANTED, name);
}
