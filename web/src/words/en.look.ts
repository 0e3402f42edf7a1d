/** What is said about how the page looks, beside what the settings say. */
export const look = {
  language: 'Language',
  /** What stands on keys where it is not what stands on English ones. */
  keys: {} as Readonly<Record<string, string | undefined>>,
}
