/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.redact;

import io.ttlog.Redaction;
import io.ttlog.Redaction.Way;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Template;
import io.ttlog.core.event.Wtf8;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was decided about each symbol, when it was first seen; from then on one read. Grows with the table of symbols, whose bound
 * it has. Belongs to one thread.
 */
final class Verdicts {
    private static final int INITIAL_SYMBOLS = 256;

    private final Redaction redaction;
    private final Symbols symbols;
    private final Scanner scanner;
    private final Substitute substitute;
    private final NamedValue names;
    private final int maskSymbol; // where a text can be known by no other
    private @Nullable Verdict[] known = new Verdict[INITIAL_SYMBOLS];

    Verdicts(Redaction redaction, Symbols symbols, Scanner scanner, Substitute substitute) {
        this.redaction = redaction;
        this.symbols = symbols;
        this.scanner = scanner;
        this.substitute = substitute;
        this.names = new NamedValue(redaction);
        this.maskSymbol = symbols.intern(Redaction.MASK_TEXT);
        known[Symbols.NONE] = Verdict.CLEAN;
    }

    /** Whether nothing is to be done about the symbol. */
    boolean isClean(int symbol) {
        final @Nullable Verdict[] table = known;
        return symbol < table.length && table[symbol] == Verdict.CLEAN || of(symbol) == Verdict.CLEAN;
    }

    /** What is to be done about it. */
    Verdict of(int symbol) {
        if (symbol >= known.length) {
            known = Arrays.copyOf(known, Math.max(symbol + 1, Math.min(Symbols.SYMBOLS_MAX, 2 * known.length)));
        }
        Verdict verdict = known[symbol];
        if (verdict == null) {
            verdict = decide(symbols.text(symbol));
            known[symbol] = verdict;
        }
        return verdict;
    }

    private Verdict decide(String text) {
        final Way key = redaction.ofKey(text);
        final int replaced = scanner.isOff() ? Symbols.NONE : redacted(text);
        final List<Integer> holes = new ArrayList<>();
        final List<Way> ways = new ArrayList<>();
        if (text.indexOf('{') >= 0) {
            namedHoles(Template.parse(text), holes, ways);
        }
        return key == null && replaced == Symbols.NONE && holes.isEmpty()
                ? Verdict.CLEAN
                : new Verdict(
                        key,
                        replaced,
                        holes.stream().mapToInt(Integer::intValue).toArray(),
                        ways.toArray(new Way[0]));
    }

    private void namedHoles(Template template, List<Integer> holes, List<Way> ways) {
        for (int i = 0; i < template.holes().size(); i++) {
            final byte[] before = Wtf8.encode(template.literals().get(i));
            if (names.isNamedAtEnd(before, before.length)) {
                holes.add(symbols.intern(template.holes().get(i)));
                ways.add(names.way());
            }
        }
    }

    /** The symbol of the text without what detectors find in it; NONE when they find nothing. */
    private int redacted(String text) {
        final byte[] bytes = Wtf8.encode(text);
        if (!scanner.find(bytes, 0, 0, bytes.length)) {
            return Symbols.NONE;
        }
        final ByteArrayOutputStream left = new ByteArrayOutputStream(bytes.length);
        int at = 0;
        do {
            left.write(bytes, at, scanner.from() - at);
            left.writeBytes(substitute.of(scanner.way(), bytes, scanner.from(), scanner.to()));
            at = scanner.to();
        } while (scanner.find(bytes, 0, at, bytes.length));
        left.write(bytes, at, bytes.length - at);
        final byte[] all = left.toByteArray();
        final int symbol = symbols.intern(Wtf8.decode(all, 0, all.length));
        return symbol == Symbols.NONE ? maskSymbol : symbol;
    }
}
