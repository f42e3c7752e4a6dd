/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.redact;

import io.ttlog.Redaction;
import io.ttlog.Redaction.Detector;
import io.ttlog.Redaction.Way;
import org.jspecify.annotations.Nullable;

/**
 * Searches texts for what the wanted detectors find: one look at each byte, and more only where one is a trigger. Allocates
 * nothing, in time linear in the text. Belongs to one thread.
 */
final class Scanner {
    private static final byte J = 1;
    private static final byte NUMBER = 2;
    private static final byte A = 3;
    private static final byte UNDERSCORE = 4;
    private static final byte X = 5;
    private static final byte DASH = 6;
    private static final byte COLON = 7;
    private static final byte EQUALS = 8;
    private static final byte B = 9;

    /** Names behind which keys of clouds stand that do not tell by themselves what they are. */
    private static final Redaction CLOUD_NAMES =
            Redaction.none().keys(Way.MASK, "*secret_access_key", "*aws_secret_key", "*account_key");
    /** An AWS secret key has 40 bytes of base64, an Azure account key 88. */
    private static final int CLOUD_VALUE_BYTES_MIN = 40;
    /** What is longer is none; so what is none is not read to its end. */
    private static final int CLOUD_VALUE_BYTES_MAX = 256;

    private final byte[] triggers = new byte[256];
    private final boolean off;
    private final @Nullable Way jwt;
    private final @Nullable Way cardNumber;
    private final @Nullable Way cloudKey;
    private final @Nullable Way privateKey;
    private final @Nullable Way credentials;
    private final @Nullable Way namedValue;
    private final NamedValue named;
    private final NamedValue clouds = new NamedValue(CLOUD_NAMES);

    private int from;
    private int to;
    private Way way = Way.MASK;

    /** Searches for what the redaction wants. */
    Scanner(Redaction redaction) {
        jwt = redaction.ofDetector(Detector.JWT);
        cardNumber = redaction.ofDetector(Detector.CARD_NUMBER);
        cloudKey = redaction.ofDetector(Detector.CLOUD_KEY);
        privateKey = redaction.ofDetector(Detector.PRIVATE_KEY);
        credentials = redaction.ofDetector(Detector.CREDENTIALS);
        namedValue = redaction.ofDetector(Detector.NAMED_VALUE);
        named = new NamedValue(redaction);
        trigger(jwt, "J", J);
        trigger(cardNumber, "0123456789", NUMBER);
        trigger(cloudKey, "A", A);
        trigger(cloudKey, "_", UNDERSCORE);
        trigger(cloudKey, "x", X);
        trigger(privateKey, "-", DASH);
        trigger(credentials, "Bb", B);
        trigger(credentials, ":", COLON);
        trigger(cloudKey == null ? namedValue : cloudKey, ":", COLON);
        trigger(cloudKey == null ? namedValue : cloudKey, "=", EQUALS);
        boolean none = true;
        for (byte trigger : triggers) {
            none &= trigger == 0;
        }
        off = none;
    }

    private void trigger(@Nullable Way wanted, String bytes, byte trigger) {
        for (int i = 0; wanted != null && i < bytes.length(); i++) {
            triggers[bytes.charAt(i)] = trigger;
        }
    }

    /** Whether nothing is searched for. */
    boolean isOff() {
        return off;
    }

    /**
     * Searches the text between start and end from the place on; whether there is a match, of which {@link #from}, {@link #to} and
     * {@link #way} tell.
     */
    boolean find(byte[] text, int start, int place, int end) {
        final byte[] kinds = triggers;
        for (int i = place; i < end; i++) {
            final byte kind = kinds[text[i] & 0xFF];
            if (kind != 0) {
                final long match = probe(kind, text, start, i, end);
                if (match != Ascii.NONE && Ascii.to(match) > place) {
                    from = Math.max(place, Ascii.from(match));
                    to = Ascii.to(match);
                    return true;
                }
            }
        }
        return false;
    }

    /** Where the match begins. */
    int from() {
        return from;
    }

    /** Where the match ends. */
    int to() {
        return to;
    }

    /** What is to become of the match. */
    Way way() {
        return way;
    }

    private long probe(byte kind, byte[] text, int start, int at, int end) {
        return switch (kind) {
            case J -> found(jwt, Jwt.around(text, start, at, end));
            case NUMBER -> // the first digit of a run
                at > start && Ascii.is(text[at - 1], Ascii.DIGIT)
                        ? Ascii.NONE
                        : found(cardNumber, CardNumber.at(text, start, at, end));
            case A -> found(cloudKey, CloudKeys.atA(text, start, at, end));
            case UNDERSCORE -> found(cloudKey, CloudKeys.atUnderscore(text, start, at, end));
            case X -> found(cloudKey, CloudKeys.atX(text, start, at, end));
            case DASH -> found(privateKey, Credentials.atDash(text, at, end));
            case B -> found(credentials, Credentials.atB(text, start, at, end));
            case COLON -> {
                final long url = credentials == null ? Ascii.NONE : Credentials.atColon(text, start, at, end);
                yield url == Ascii.NONE ? behindName(text, start, at, end) : found(credentials, url);
            }
            default -> behindName(text, start, at, end);
        };
    }

    private long behindName(byte[] text, int start, int at, int end) {
        if (namedValue != null) {
            final long value = named.at(text, start, at, end);
            if (value != Ascii.NONE) {
                return found(namedValue, value);
            }
        }
        if (cloudKey != null) {
            final long value = clouds.at(text, start, at, Math.min(end, at + CLOUD_VALUE_BYTES_MAX));
            if (value != Ascii.NONE && isCloudValue(text, Ascii.from(value), Ascii.to(value))) {
                return found(cloudKey, value);
            }
        }
        return Ascii.NONE;
    }

    private static boolean isCloudValue(byte[] text, int first, int last) {
        final int run = Ascii.runEnd(text, first, last, Ascii.BASE64);
        return last - first >= CLOUD_VALUE_BYTES_MIN && (run == last || text[run] == '=');
    }

    private long found(@Nullable Way wanted, long match) {
        if (match != Ascii.NONE && wanted != null) {
            way = wanted;
        }
        return match;
    }
}
