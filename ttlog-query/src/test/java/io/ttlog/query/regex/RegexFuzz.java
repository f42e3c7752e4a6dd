/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.regex;

import io.ttlog.core.FuzzContract;
import io.ttlog.core.event.Wtf8;
import java.util.LinkedHashMap;
import java.util.Map;

/** A pattern up to the first zero byte, behind it a text: refused, or found by states and by simulation alike. */
class RegexFuzz extends FuzzContract {
    /** Longer texts cost time and reach nothing new. */
    private static final int TEXT_BYTES_MAX = 4_096;

    @Override
    protected boolean isAccepted(byte[] input) {
        int end = 0;
        while (end < input.length && input[end] != 0) {
            end++;
        }
        int from = Math.min(input.length, end + 1);
        String text = Wtf8.decode(input, from, Math.min(TEXT_BYTES_MAX, input.length - from));
        RegexMatcher matcher;
        try {
            matcher = Regex.of(Wtf8.decode(input, 0, end)).matcher(0);
        } catch (RegexSyntaxException refused) {
            return false;
        }
        boolean found = matcher.find(text, 0);
        if (found != matcher.isFound(text)) {
            throw new AssertionError("states and simulation disagree");
        }
        if (found && (matcher.start(0) < 0 || matcher.end(0) > text.length() || matcher.start(0) > matcher.end(0))) {
            throw new AssertionError("no match lies there");
        }
        return true;
    }

    @Override
    protected Map<String, byte[]> written() {
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        seeds.put("status", Wtf8.encode("status=[45][0-9][0-9]|\" [45]\0GET status=404"));
        seeds.put("words", Wtf8.encode("(?i)\\bk(a*|b+?){1,3}[^\\d\\pL]$\0Kab! "));
        seeds.put("name", Wtf8.encode("(?P<n>[[:alpha:]]+)\\Q.*\\E\\x{e9}\0abc.*é"));
        return seeds;
    }

    /** Sets of Unicode and tables of states. */
    @Override
    protected long allocatedBytesMax() {
        return 64L << 20;
    }
}
