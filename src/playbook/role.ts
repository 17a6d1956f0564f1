export const ROLES = ["conversation", "worker", "reviewer"] as const;

/** Whom the scripted model plays: the first part of a lane, `<role>/<id>`. */
export type Role = (typeof ROLES)[number];

export function isRole(text: string): text is Role {
  return ROLES.some((role) => role === text);
}
