/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.redact;

/**
 * Keys of clouds that tell by their prefix what they are. The formats are the issuers' as gitleaks has them
 * (github.com/gitleaks/gitleaks, config/gitleaks.toml: aws-access-token, gcp-api-key, github-pat and its like, slack-*,
 * stripe-access-token; read in November 2026). Stateless.
 */
final class CloudKeys {
    private static final int AWS_BYTES = 20;
    private static final int GOOGLE_REST_BYTES = 35;
    private static final int GITHUB_REST_BYTES_MIN = 36;
    private static final int GITHUB_FINE_REST_BYTES_MIN = 82;
    private static final int SLACK_REST_BYTES_MIN = 10;
    private static final int STRIPE_REST_BYTES_MIN = 10;
    private static final String GITHUB = "github";
    private static final String GITHUB_FINE = "_pat_";

    private CloudKeys() {}

    /** An AWS access key id (AKIA..., ASIA...: 20 capitals and digits) or a Google API key (AIza...), at its A. */
    static long atA(byte[] text, int start, int at, int end) {
        if (end - at < AWS_BYTES || Ascii.isAt(text, at - 1, start, end, Ascii.ALNUM)) {
            return Ascii.NONE;
        }
        if (text[at + 1] == 'I' && text[at + 2] == 'z' && text[at + 3] == 'a') {
            final int from = at + 4;
            final int to = Ascii.runEnd(text, from, Math.min(end, from + GOOGLE_REST_BYTES + 1), Ascii.BASE64URL);
            return to - from == GOOGLE_REST_BYTES ? Ascii.match(at, to) : Ascii.NONE;
        }
        final boolean aws = text[at + 3] == 'A'
                && (text[at + 2] == 'I' && (text[at + 1] == 'K' || text[at + 1] == 'S' || text[at + 1] == 'B')
                        || text[at + 2] == 'C' && text[at + 1] == 'C');
        if (!aws) {
            return Ascii.NONE;
        }
        final int to = Ascii.runEnd(text, at, Math.min(end, at + AWS_BYTES + 1), Ascii.UPPER | Ascii.DIGIT);
        return to - at == AWS_BYTES && !Ascii.isAt(text, to, at, end, Ascii.ALNUM) ? Ascii.match(at, to) : Ascii.NONE;
    }

    /** A token of GitHub (ghp_, gho_, ghu_, ghs_, ghr_, github_pat_) or a secret key of Stripe (sk_live_, rk_live_), at its first underscore. */
    static long atUnderscore(byte[] text, int start, int at, int end) {
        if (at - 2 < start || at + 1 == end) {
            return Ascii.NONE;
        }
        final byte last = text[at - 1];
        final byte secondLast = text[at - 2];
        if (last == 'k' && (secondLast == 's' || secondLast == 'r')) {
            return stripe(text, start, at, end);
        }
        if (last == 'b' && at - GITHUB.length() >= start && Ascii.startsWith(text, at, end, GITHUB_FINE)) {
            final int from = at - GITHUB.length();
            if (!Ascii.startsWith(text, from, end, GITHUB)
                    || Ascii.isAt(text, from - 1, start, end, Ascii.ALNUM | Ascii.DASH)) {
                return Ascii.NONE;
            }
            final int rest = at + GITHUB_FINE.length();
            final int to = Ascii.runEnd(text, rest, end, Ascii.ALNUM | Ascii.DASH);
            return to - rest >= GITHUB_FINE_REST_BYTES_MIN ? Ascii.match(from, to) : Ascii.NONE;
        }
        final boolean github = at - 3 >= start
                && text[at - 3] == 'g'
                && secondLast == 'h'
                && (last == 'p' || last == 'o' || last == 'u' || last == 's' || last == 'r')
                && !Ascii.isAt(text, at - 4, start, end, Ascii.ALNUM);
        if (!github) {
            return Ascii.NONE;
        }
        final int to = Ascii.runEnd(text, at + 1, end, Ascii.ALNUM);
        return to - at - 1 >= GITHUB_REST_BYTES_MIN ? Ascii.match(at - 3, to) : Ascii.NONE;
    }

    private static long stripe(byte[] text, int start, int at, int end) {
        final int from = at + 1;
        final boolean stripe =
                (Ascii.startsWith(text, from, end, "live_") || Ascii.startsWith(text, from, end, "test_"))
                        && !Ascii.isAt(text, at - 3, start, end, Ascii.ALNUM | Ascii.DASH);
        if (!stripe) {
            return Ascii.NONE;
        }
        final int rest = from + 5;
        final int to = Ascii.runEnd(text, rest, end, Ascii.ALNUM);
        return to - rest >= STRIPE_REST_BYTES_MIN ? Ascii.match(at - 2, to) : Ascii.NONE;
    }

    /** A token of Slack (xoxb-, xoxp-, xoxe-, ..., xapp-), at its first x. */
    static long atX(byte[] text, int start, int at, int end) {
        if (end - at < 5 || text[at + 4] != '-' || Ascii.isAt(text, at - 1, start, end, Ascii.ALNUM | Ascii.DASH)) {
            return Ascii.NONE;
        }
        final boolean slack = text[at + 1] == 'o' && text[at + 2] == 'x' && Ascii.is(text[at + 3], Ascii.LOWER)
                || text[at + 1] == 'a' && text[at + 2] == 'p' && text[at + 3] == 'p';
        if (!slack) {
            return Ascii.NONE;
        }
        final int from = at + 5;
        final int to = Ascii.runEnd(text, from, end, Ascii.ALNUM | Ascii.DASH);
        return to - from >= SLACK_REST_BYTES_MIN && hasDigit(text, from, to) ? Ascii.match(at, to) : Ascii.NONE;
    }

    static boolean hasDigit(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (Ascii.is(text[i], Ascii.DIGIT)) {
                return true;
            }
        }
        return false;
    }
}
