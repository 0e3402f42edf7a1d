/** What is said about groups: making one, who is in it, leaving. */
const one = (count: number, single: string, many: string) => (count === 1 ? single : many)

export const group = {
  newGroup: 'New group',
  newGroupText: 'Choose people, give it a name.',
  name: 'Group name',
  nameLeft: (most: number) => `At most ${most} characters.`,
  create: 'Create group',
  nobodyChosen: 'Choose at least one person, or create it now and add people later.',
  chosen: (n: number) => `${n} chosen`,
  isChosen: 'Chosen',
  unchoose: (name: string) => `Take ${name} out`,
  full: (most: number) => `A group has room for ${most} people.`,

  administrator: 'Administrator',
  add: 'Add people',
  addThem: (n: number) => `Add ${n} ${one(n, 'person', 'people')}`,
  /** Some, of those whom one chose: who they let add them to groups is theirs to say. */
  notAdded: (names: string) => `${names} could not be added.`,
  open: 'Open the group',
  allIn: 'Already a member',
  remove: (name: string) => `Remove ${name}`,
  removeTitle: (name: string) => `Remove ${name}?`,
  removeText: (name: string) => `${name} keeps what was written until now and sees nothing that comes later.`,
  removeYes: 'Remove',
  leave: 'Leave group',
  leaveTitle: 'Leave this group?',
  leaveText: 'You keep what was written until now and see nothing that comes later. Somebody in it can add you again.',
  leaveYes: 'Leave',
  stay: 'Stay',

  readBy: 'Read by',
  deliveredTo: 'Delivered to',
  waitingFor: 'Waiting',
  expiredFor: 'Expired',
  nobodyLeft: 'Nobody else was in the group who is still in it.',
}
