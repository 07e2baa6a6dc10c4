export const PROMPT_ID = 'console-prompt';

/** Puts the cursor into the prompt. False where the console is not on the page. */
export function focusPrompt(): boolean {
  const prompt = document.getElementById(PROMPT_ID);
  prompt?.focus();
  return prompt !== null;
}
