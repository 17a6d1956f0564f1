// Every part of the kit on one page, for the tests that look at it.
import { Ellipsis, FolderGit2, Play, Settings2, Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Badge, CountBadge } from "../badge.tsx";
import { Banner } from "../banner.tsx";
import { Button } from "../button.tsx";
import { Card, CardBody, CardFooter, CardHeader } from "../card.tsx";
import { Checkbox } from "../checkbox.tsx";
import { OutputBlock } from "../code-block.tsx";
import { Collapsible } from "../collapsible.tsx";
import { CopyText } from "../copy-text.tsx";
import { EmptyState } from "../empty-state.tsx";
import { ErrorState } from "../error-state.tsx";
import { Fact, Facts } from "../facts.tsx";
import { Field } from "../field.tsx";
import { IconButton } from "../icon-button.tsx";
import { Markdown } from "../markdown.tsx";
import { Menu } from "../menu.tsx";
import { Count, Diffstat, Money, Tokens } from "../numbers.tsx";
import { Popover } from "../popover.tsx";
import { Select } from "../select.tsx";
import { Skeleton, SkeletonRows } from "../skeleton.tsx";
import { StatusGlyph, StatusWord } from "../status-word.tsx";
import { Switch } from "../switch.tsx";
import { TabPanel, Tabs } from "../tabs.tsx";
import { TextArea } from "../text-area.tsx";
import { TextInput } from "../text-input.tsx";
import { Age, Elapsed } from "../time.tsx";
import { TONES } from "../tone.ts";
import { ANSWER, LAST_COMMIT_AT, STARTED_AT, STATUS_WORDS, TEST_OUTPUT } from "./samples.ts";

export function Gallery() {
  return (
    <main className="scroll-area h-dvh bg-canvas p-6 max-desk:p-3">
      <h1 className="mb-4 text-xl font-semibold text-strong">Gallery</h1>
      <div className="grid gap-4 desk:grid-cols-2 wide:grid-cols-3">
        <Actions />
        <Statuses />
        <Ticket />
        <Inputs />
        <Prose />
        <States />
      </div>
    </main>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Card>
      <CardHeader title={title} level={2} />
      <CardBody className="flex flex-col gap-4">{children}</CardBody>
    </Card>
  );
}

function Row({ children }: { readonly children: ReactNode }) {
  return <div className="flex flex-wrap items-center gap-2">{children}</div>;
}

function Actions() {
  return (
    <Section title="Actions">
      <Row>
        <Button variant="primary" icon={<Play size={13} />} keys="Mod+Enter">
          Approve & start
        </Button>
        <Button>Edit</Button>
        <Button variant="ghost">Later</Button>
        <Button variant="danger">Stop worker</Button>
      </Row>
      <Row>
        <Button variant="primary" isBusy>
          Landing
        </Button>
        <Button disabled>Disabled</Button>
        <Button size="sm" keys="E">
          Small
        </Button>
        <IconButton label="Settings" icon={<Settings2 size={15} />} />
        <IconButton label="Run" variant="secondary" isPressed icon={<Play size={14} />} />
        <Menu
          label="More"
          trigger={<IconButton label="More" icon={<Ellipsis size={16} />} />}
          items={[
            {
              id: "open",
              label: "Open in editor",
              icon: <FolderGit2 size={14} />,
              keys: "o",
              onSelect: ignore,
            },
            { id: "keep", label: "Keep the work", hint: "Commits what is there", onSelect: ignore },
            "separator",
            {
              id: "stop",
              label: "Stop worker",
              icon: <Trash2 size={14} />,
              isDanger: true,
              onSelect: ignore,
            },
          ]}
        />
        <Popover label="Why" title="Why it says so" trigger={<Button variant="ghost">Why?</Button>}>
          The last tool call began two minutes ago.
        </Popover>
      </Row>
      <Row>
        <CopyText label="Copy branch" text="jarvis/t-12.1-dark-mode" />
        <CopyText label="Copy commit" text="58dbc92f00d58dbc92f00d58dbc92f00d58dbc92" shown="58dbc92" />
      </Row>
      <Banner
        severity="info"
        title="No language model is connected."
        action={<Button size="sm">Connect</Button>}
      >
        A script answers.
      </Banner>
      <Banner severity="warn" title="3 uncommitted files" onDismiss={ignore}>
        Workers start from the last commit.
      </Banner>
      <Banner severity="danger" title="The disk is full." />
      <Banner severity="good" title="Landed on main." />
    </Section>
  );
}

function Statuses() {
  return (
    <Section title="Status">
      <ul className="-mx-2">
        {TONES.map((tone) => (
          <li
            key={tone}
            className="flex h-8 items-center gap-3 rounded-md px-2 hover:bg-hover max-desk:min-h-11"
          >
            <span className="w-24 shrink-0">
              <StatusWord tone={tone} word={STATUS_WORDS[tone]} />
            </span>
            <span className="min-w-0 flex-1 truncate text-muted">Bash npm test</span>
            <Badge tone={tone}>{tone}</Badge>
          </li>
        ))}
      </ul>
      <StatusWord
        tone="working"
        word="Working"
        detail="Edit src/theme.css since a while ago, in a place too short for it"
      />
      <Row>
        <Badge>neutral</Badge>
        <Badge tone="accent">T-12</Badge>
        <CountBadge count={3} label="need you" tone="needs-you" />
        <CountBadge count={120} label="messages" />
        <Badge>
          <StatusGlyph tone="working" size={12} /> W-2
        </Badge>
      </Row>
      <Facts>
        <Fact name="Started">
          <Age at={STARTED_AT} /> · <Elapsed since={STARTED_AT} until={LAST_COMMIT_AT} />
        </Fact>
        <Fact name="Cost">
          <Money usd={0.42} of={2} /> · <Tokens count={12_400} /> tokens
        </Fact>
        <Fact name="Changes">
          <Diffstat added={112} removed={31} fileCount={3} />
        </Fact>
        <Fact name="Turns">
          <Count value={1} one="turn" />
        </Fact>
      </Facts>
    </Section>
  );
}

function Ticket() {
  const [tab, setTab] = useState("card");
  return (
    <Section title="Cards and tabs">
      <Card as="article" tone="needs-you" isInteractive>
        <CardHeader
          title="T-12 Dark mode"
          meta={<StatusWord tone="needs-you" word="Needs you" size="sm" />}
          actions={<IconButton size="sm" label="More about T-12" icon={<Ellipsis size={15} />} />}
        />
        <CardBody>
          <Markdown text="Follow the system's theme, with a switch in `Settings`." />
        </CardBody>
        <CardFooter note="Touches src/theme.css, as T-9 does">
          <Button size="sm" variant="ghost">
            Later
          </Button>
          <Button size="sm" variant="primary">
            Approve
          </Button>
        </CardFooter>
      </Card>
      <Tabs
        value={tab}
        onChange={setTab}
        label="Views of the worker"
        tabs={[
          { id: "card", label: "Timeline" },
          { id: "diff", label: "Changes", count: 3 },
          { id: "logs", label: "Logs" },
        ]}
      >
        <TabPanel id="card">
          <Collapsible label="Read 4 files" meta="2 s">
            <p className="px-6 py-1 text-muted">src/theme.css</p>
          </Collapsible>
          <Collapsible label="Bash npm test" meta="41 s" defaultOpen>
            <OutputBlock label="npm test" text={TEST_OUTPUT} />
          </Collapsible>
        </TabPanel>
        <TabPanel id="diff">Changes</TabPanel>
        <TabPanel id="logs">Logs</TabPanel>
      </Tabs>
    </Section>
  );
}

function Inputs() {
  const [type, setType] = useState("ticket-worker");
  const [isOn, setIsOn] = useState(true);
  const [text, setText] = useState("Add a dark theme.\nIt follows the system.");
  return (
    <Section title="Inputs">
      <Field label="Title" hint="What changes for the user">
        <TextInput defaultValue="Dark mode" />
      </Field>
      <Field label="Description">
        <TextArea rowsMin={2} value={text} onChange={(event) => setText(event.currentTarget.value)} />
      </Field>
      <Field label="Budget" error="A number above 0, for instance 2.00">
        <TextInput defaultValue="lots" />
      </Field>
      <Select
        label="Worker type"
        value={type}
        onChange={setType}
        options={[
          { value: "ticket-worker", label: "ticket-worker", hint: "Does one ticket" },
          { value: "test-writer", label: "test-writer" },
        ]}
      />
      <Switch label="Land when green" hint="Without asking again" checked={isOn} onChange={setIsOn} />
      <Checkbox label="Remember the key" checked={isOn} onChange={setIsOn} />
    </Section>
  );
}

function Prose() {
  return (
    <Section title="Text">
      <Markdown text={ANSWER} />
    </Section>
  );
}

function States() {
  return (
    <Section title="States">
      <EmptyState title="Nothing needs you" icon={<FolderGit2 size={18} />} action={<Button>Talk</Button>}>
        Approve a ticket in Talk and it starts here.
      </EmptyState>
      <ErrorState
        what="The diff could not be read."
        todo="Check that the repository is still there, then try again."
        detail="fatal: bad object 58dbc92"
        action={<Button>Try again</Button>}
      />
      <SkeletonRows count={3} />
      <Skeleton className="h-16" />
    </Section>
  );
}

function ignore(): void {
  // The gallery shows; nothing follows from a click.
}
