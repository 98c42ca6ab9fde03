// A refusal of the service: RFC 9457's problem+json as an error that pages can show.
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  /** What to do about it. */
  readonly help: string | undefined;
  /** Where a text was wrong. */
  readonly errors: { detail?: string; pointer?: string }[];

  constructor(status: number, title: string, code: string, help?: string, errors: { detail?: string }[] = []) {
    super(title);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.help = help;
    this.errors = errors;
  }
}

/** The problem that an answer tells, whatever its body is. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  if (typeof body === "object" && body !== null && "title" in body) {
    const told = body as { title: string; code?: string; help?: string; errors?: { detail?: string }[] };
    return new Problem(response.status, told.title, told.code ?? "", told.help, told.errors);
  }
  return new Problem(response.status, `${response.status} ${response.statusText}`.trim(), "");
}

/** Whether a request was given up because something newer was asked. */
export function isAborted(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
