/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept from leaving the process in clear, and what is put in its place: fields by their key, and parts of texts that
 * look like secrets. Immutable, safe for all threads; each method returns another one:
 *
 * <pre>{@code
 * TTLog.init().redaction(Redaction.standard()
 *         .keys(Redaction.Way.HASH, "customer_id", "*email")
 *         .except("token")
 *         .detect(Redaction.Way.MASK, Redaction.Detector.JWT, Redaction.Detector.CARD_NUMBER))
 * }</pre>
 *
 * <p>It is applied behind the recording call, before any sink: to the fields of logs, spans and metric readings; what a
 * message shows of a field is that field. Detectors read texts, messages, errors and names, too. The calls cost what they cost
 * without it.
 *
 * <p>Keys are compared without regard to case, {@code _}, {@code -} and blanks ({@code api_key} is {@code X-Api-Key}'s end and
 * {@code apiKey}), as a whole and by their last segment behind a dot, slash, colon or bracket ({@code
 * http.request.header.authorization}). A {@code *} at the beginning or the end of a key stands for anything.
 */
public final class Redaction {
    /** What becomes of a value. */
    public enum Way {
        /** {@code ***} stands in its place. */
        MASK,
        /** {@code #} and 16 hexadecimal digits, the first quarter of an HMAC-SHA-256, stand in its place: equal values look alike. */
        HASH,
        /** A field is gone. In a message, error or name, which is no field, the part is cut out. */
        DROP
    }

    /** What a text is searched for; each reads every text, message and error. */
    public enum Detector {
        /** JSON web tokens: three base64url parts, the first of which decodes to JSON with an {@code alg} (RFC 7519, RFC 7515). */
        JWT,
        /** Payment card numbers: 13 to 19 digits of a known prefix and length, with a right check digit (ISO/IEC 7812, Luhn). */
        CARD_NUMBER,
        /** Keys of AWS, Google, GitHub, Slack and Stripe, by their prefixes; AWS secret keys and Azure account keys by their names. */
        CLOUD_KEY,
        /** Private keys in PEM (RFC 7468). */
        PRIVATE_KEY,
        /** {@code Bearer} and {@code Basic} credentials, and passwords in URLs (RFC 6750, RFC 7617, RFC 3986). */
        CREDENTIALS,
        /** {@code key=value}, {@code key: value} and {@code "key":"value"} inside texts, where the key is one of {@link #keys}. */
        NAMED_VALUE
    }

    /** What stands in the place of a masked value. */
    public static final String MASK_TEXT = "***";
    /** Most rules about keys. */
    public static final int KEYS_MAX = 1_024;
    /** Longest key in a rule. */
    public static final int KEY_CHARS_MAX = 128;
    /** Shortest key of hashes. */
    public static final int HASH_KEY_BYTES_MIN = 16;
    /** Longest key of hashes. */
    public static final int HASH_KEY_BYTES_MAX = 1_024;

    private static final Redaction NONE = new Redaction(List.of(), Map.of(), null);

    private static final Redaction STANDARD = NONE.keys(
            Way.MASK,
            "*password",
            "passwd",
            "*passphrase",
            "*secret",
            "*secret_key",
            "*secret_access_key",
            "*private_key",
            "*api_key",
            "*access_key",
            "*account_key",
            "*encryption_key",
            "token",
            "*access_token",
            "*refresh_token",
            "*id_token",
            "*auth_token",
            "*bearer_token",
            "*session_token",
            "*security_token",
            "*csrf_token",
            "authorization",
            "proxy_authorization",
            "credentials",
            "cookie",
            "set_cookie",
            "*card_number",
            "credit_card",
            "cvv",
            "cvc");

    private final List<Rule> rules; // the last that matches counts
    private final Map<Detector, Way> detectors;
    private final byte @Nullable [] hashKey;
    /** The last chars, normalised, of keys that a rule may match, where all rules have one; a quick no for the others. */
    private final long lastChars0;

    private final long lastChars64;

    private Redaction(List<Rule> rules, Map<Detector, Way> detectors, byte @Nullable [] hashKey) {
        this.rules = rules;
        this.detectors = detectors;
        this.hashKey = hashKey;
        long low = 0;
        long high = 0;
        for (Rule rule : rules) {
            char last = rule.openEnd ? 0xFFFF : rule.text.charAt(rule.text.length() - 1);
            if (last < 64) {
                low |= 1L << last;
            } else if (last < 128) {
                high |= 1L << last - 64;
            } else {
                low = -1;
                high = -1;
            }
        }
        lastChars0 = low;
        lastChars64 = high;
    }

    /** Everything leaves as it is; costs nothing. */
    public static Redaction none() {
        return NONE;
    }

    /**
     * What is in force unless given: keys of common secrets are masked ({@code *password}, {@code *secret}, {@code *api_key},
     * {@code *access_token}, {@code authorization}, {@code cookie} and the like: {@code docs/redaction.md} has all); no detectors.
     */
    public static Redaction standard() {
        return STANDARD;
    }

    /**
     * With fields of these keys redacted. Of two rules that match, the later one counts.
     *
     * @throws TTLogException when a key is empty or too long, has a {@code *} in its middle, or there are too many
     */
    public Redaction keys(Way way, String... keys) {
        TTLogException.given(way, "redaction");
        return withRules(way, keys);
    }

    /**
     * With fields of these keys left as they are, whatever rule was given before.
     *
     * @throws TTLogException as {@link #keys}
     */
    public Redaction except(String... keys) {
        return withRules(null, keys);
    }

    private Redaction withRules(@Nullable Way way, String... keys) {
        List<Rule> more = new ArrayList<>(rules);
        for (String key : TTLogException.given(keys, "redaction")) {
            more.add(Rule.of(TTLogException.given(key, "redaction"), way));
        }
        if (more.size() > KEYS_MAX) {
            throw refuse("of " + more.size() + " keys", "of " + KEYS_MAX + ", some with a *");
        }
        return new Redaction(List.copyOf(more), detectors, hashKey);
    }

    /** With what these detectors find redacted. Of two ways for one detector, the later one counts. */
    public Redaction detect(Way way, Detector... wanted) {
        TTLogException.given(way, "redaction");
        Map<Detector, Way> more = new EnumMap<>(Detector.class);
        more.putAll(detectors);
        for (Detector detector : TTLogException.given(wanted, "redaction")) {
            more.put(TTLogException.given(detector, "redaction"), way);
        }
        return new Redaction(rules, Map.copyOf(more), hashKey);
    }

    /** With what any detector finds redacted. */
    public Redaction detectAll(Way way) {
        return detect(way, Detector.values());
    }

    /**
     * With hashes by this key, copied, so that equal values look alike in all processes that have it. Unless given, each start
     * makes a random one.
     *
     * @throws TTLogException when it is shorter than {@link #HASH_KEY_BYTES_MIN} or longer than {@link #HASH_KEY_BYTES_MAX}
     */
    public Redaction hashKey(byte[] key) {
        TTLogException.given(key, "redaction");
        if (key.length < HASH_KEY_BYTES_MIN || key.length > HASH_KEY_BYTES_MAX) {
            throw refuse(
                    "with a hash key of " + key.length + " bytes",
                    "with one of " + HASH_KEY_BYTES_MIN + " to " + HASH_KEY_BYTES_MAX);
        }
        return new Redaction(rules, detectors, key.clone());
    }

    /** Whether everything leaves as it is. */
    public boolean isNone() {
        return detectors.isEmpty() && rules.stream().allMatch(rule -> rule.way == null);
    }

    /** What becomes of fields of the key; null when they stay. Allocates nothing, in time linear in the key for each rule. */
    public @Nullable Way ofKey(CharSequence key) {
        final int last = lastKept(key);
        if (last < 0) {
            return null;
        }
        final char c = lower(key.charAt(last));
        if (c < 64 ? (lastChars0 >>> c & 1) == 0 : c < 128 ? (lastChars64 >>> c - 64 & 1) == 0 : lastChars0 != -1) {
            return null;
        }
        for (int i = rules.size() - 1; i >= 0; i--) {
            final Rule rule = rules.get(i);
            if (rule.matches(key)) {
                return rule.way;
            }
        }
        return null;
    }

    private static int lastKept(CharSequence key) {
        int i = key.length() - 1;
        while (i >= 0 && isSkipped(key.charAt(i))) {
            i--;
        }
        return i;
    }

    /** What becomes of what the detector finds; null when it is off. */
    public @Nullable Way ofDetector(Detector detector) {
        return detectors.get(detector);
    }

    /** Whether something is redacted in this way. */
    public boolean uses(Way way) {
        return detectors.containsValue(way) || rules.stream().anyMatch(rule -> rule.way == way);
    }

    /** The key of hashes, as a copy; null when each start makes its own. */
    public byte @Nullable [] hashKey() {
        return hashKey == null ? null : hashKey.clone();
    }

    /** How much there is; no keys, and nothing of the hash key. */
    @Override
    public String toString() {
        return isNone()
                ? "Redaction[none]"
                : "Redaction[" + rules.size() + " rules for keys, detectors " + detectors + "]";
    }

    private static boolean isSkipped(char c) {
        return c == '_' || c == '-' || c == ' ' || c == ']';
    }

    private static boolean isSegmentEnd(char c) {
        return c == '.' || c == '/' || c == ':' || c == '[';
    }

    private static char lower(char c) {
        return c < 128 ? c >= 'A' && c <= 'Z' ? (char) (c + 32) : c : Character.toLowerCase(c);
    }

    private static TTLogException refuse(String value, String limit) {
        return new TTLogException(ErrorCode.CONFIGURATION, "redaction cannot be " + value + "; it can be " + limit);
    }

    /**
     * A key or the part of one.
     *
     * @param text normalised: lower case, without what is skipped
     * @param way null leaves what matches as it is
     */
    private record Rule(
            String text,
            boolean openStart,
            boolean openEnd,
            @Nullable Way way) {
        static Rule of(String key, @Nullable Way way) {
            boolean openStart = key.startsWith("*");
            boolean openEnd = key.length() > 1 && key.endsWith("*");
            String middle = key.substring(openStart ? 1 : 0, key.length() - (openEnd ? 1 : 0));
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < middle.length(); i++) {
                if (!isSkipped(middle.charAt(i))) {
                    text.append(lower(middle.charAt(i)));
                }
            }
            if (text.isEmpty() || key.length() > KEY_CHARS_MAX || middle.indexOf('*') >= 0) {
                throw refuse(
                        "of the key '" + key + "'",
                        "of keys of 1 to " + KEY_CHARS_MAX + " characters, with a * at the beginning or the end");
            }
            return new Rule(text.toString(), openStart, openEnd, way);
        }

        boolean matches(CharSequence key) {
            if (!openEnd) {
                return matchesEnd(key);
            }
            for (int i = 0; i < key.length(); i++) {
                boolean may = openStart || i == 0 || isSegmentEnd(key.charAt(i - 1));
                if (may && startsAt(key, i)) {
                    return true;
                }
            }
            return false;
        }

        /** Whether the key, or its last segment, ends with the text, or is the text. */
        private boolean matchesEnd(CharSequence key) {
            int i = key.length() - 1;
            int left = text.length();
            for (; i >= 0 && left > 0; i--) {
                char c = key.charAt(i);
                if (!isSkipped(c)) {
                    if (lower(c) != text.charAt(left - 1)) {
                        return false;
                    }
                    left--;
                }
            }
            while (i >= 0 && isSkipped(key.charAt(i))) {
                i--;
            }
            return left == 0 && (openStart || i < 0 || isSegmentEnd(key.charAt(i)));
        }

        private boolean startsAt(CharSequence key, int from) {
            int seen = 0;
            for (int i = from; i < key.length() && seen < text.length(); i++) {
                char c = key.charAt(i);
                if (!isSkipped(c)) {
                    if (lower(c) != text.charAt(seen)) {
                        return false;
                    }
                    seen++;
                }
            }
            return seen == text.length();
        }
    }
}
