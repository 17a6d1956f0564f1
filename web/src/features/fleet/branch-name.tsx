// A branch as it is shown: what all branches begin with stands back, so that what tells them apart is seen first.

const COMMON = /^jarvis\//;

export function BranchName({ branch }: { readonly branch: string }) {
  return (
    <bdi className="truncate">
      {COMMON.test(branch) && <span className="text-faint @max-6xl:hidden">jarvis/</span>}
      {branch.replace(COMMON, "")}
    </bdi>
  );
}
