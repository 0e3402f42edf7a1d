/** What is said about how the page looks, beside what the settings say. */
export const look = {
  language: 'Language',
}
