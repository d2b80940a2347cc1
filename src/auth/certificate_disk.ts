import { type PairResult, readPair } from "./certificate.ts";
import { type FileText, fileVersion, readText } from "./private_file.ts";

/** The two files, as `[smtp] tls_cert` and `tls_key` name them. */
export interface CertificatePaths {
  readonly certPath: string;
  readonly keyPath: string;
}

/** A pair from disk, or all that is wrong: a line each, which begins with the path. */
export type CertificateResult =
  | (Extract<PairResult, { kind: "ok" }> & {
    /** What works, but should not stay so; expiry is not among them, since it depends on the day. */
    readonly warnings: readonly string[];
  })
  | { readonly kind: "invalid"; readonly problems: readonly string[] };

/** Where a listener has its certificate from. */
export interface CertificateSource {
  /** Changes whenever one of the files may have changed; never throws. */
  version(): string;
  /** Reads both anew; never throws. */
  load(): CertificateResult;
}

/** Reads both files and checks whether they go together. */
export function readCertificateFiles(
  { certPath, keyPath }: CertificatePaths,
): CertificateResult {
  const cert = readText(certPath);
  const key = readText(keyPath);
  if (cert.kind !== "text" || key.kind !== "text") {
    const problems = [...noText(certPath, cert), ...noText(keyPath, key)];
    return { kind: "invalid", problems };
  }
  const result = readPair({ cert: cert.text, key: key.text });
  if (result.kind === "ok") {
    // A group such as ssl-cert may read keys; the others have no business there.
    const warnings = (key.othersMay & 0o007) === 0 ? [] : [
      `${keyPath}: Everybody on this machine can get at the private key: run: chmod o= ${keyPath}`,
    ];
    return { ...result, warnings };
  }
  const { certProblem, keyProblem } = result;
  return {
    kind: "invalid",
    problems: [
      ...(certProblem === undefined ? [] : [`${certPath}: ${certProblem}`]),
      ...(keyProblem === undefined ? [] : [`${keyPath}: ${keyProblem}`]),
    ],
  };
}

/** The certificate of two files, for a watch. */
export function certificateOnDisk(paths: CertificatePaths): CertificateSource {
  return {
    version: () =>
      `${fileVersion(paths.certPath)}; ${fileVersion(paths.keyPath)}`,
    load: () => readCertificateFiles(paths),
  };
}

function noText(path: string, file: FileText): readonly string[] {
  switch (file.kind) {
    case "text":
      return [];
    case "missing":
      return [
        `${path}: There is no such file: name another in [smtp], or make one by "cellpost cert"`,
      ];
    case "unreadable":
      return [`${path}: ${file.reason}`];
    default:
      return file satisfies never;
  }
}
