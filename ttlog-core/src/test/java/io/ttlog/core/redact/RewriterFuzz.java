/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.redact;

import io.ttlog.Level;
import io.ttlog.Redaction;
import io.ttlog.Redaction.Way;
import io.ttlog.Signal;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.FuzzContract;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Any well-formed record is rewritten into a well-formed one, in which nothing is left to be redacted as a field. */
class RewriterFuzz extends FuzzContract {
    private static final String[] NAMES = {
        "password", "user_id", "password={} {token}", "call https://a:b@c", "token", "GET /?token=x", "4111111111111111"
    };

    private final Symbols symbols = new Symbols();

    /** Few symbols, so that most records name some of them. */
    RewriterFuzz() {
        for (String name : NAMES) {
            symbols.intern(name);
        }
    }

    private static Redaction redaction(Way way) {
        return Redaction.standard().keys(way, "password", "token").detectAll(way);
    }

    @Override
    protected boolean isAccepted(byte[] input) {
        EventReader reader = new EventReader();
        try {
            reader.wrapChecked(input, 0, input.length, "fuzz", 0);
        } catch (CorruptDataException e) {
            return false;
        }
        if (reader.signal() == Signal.GAP) {
            return true; // does not pass here
        }
        byte[] record = input.clone();
        reader.wrap(record, 0).renumber(symbol -> Math.floorMod(symbol, NAMES.length + 1));
        for (Way way : Way.values()) {
            Rewriter rewriter = new Rewriter(redaction(way), symbols, Math.max(1_024, record.length));
            int bytes = rewriter.rewrite(record, 0);
            if (bytes == Rewriter.UNCHANGED) {
                continue;
            }
            if (bytes < 0) {
                throw new AssertionError("no room for a record of " + record.length);
            }
            reader.wrapChecked(rewriter.buffer(), 0, bytes, "rewritten", 0);
            if (way == Way.DROP && bytes > record.length) {
                throw new AssertionError(bytes + " bytes of " + record.length + " after DROP");
            }
            while (reader.nextField()) {
                String key = symbols.text(reader.fieldKey());
                boolean denied = key.equals("password") || key.equals("token");
                if (denied && !isRedacted(reader, way)) {
                    throw new AssertionError("a value of " + key);
                }
            }
        }
        return true;
    }

    private static boolean isRedacted(EventReader field, Way way) {
        return switch (field.fieldType()) {
            case NULL -> true;
            case TEXT -> field.fieldText().matches(way == Way.MASK ? "\\*{3}" : "#[0-9a-f]{16}") && way != Way.DROP;
            default -> false;
        };
    }

    @Override
    protected Map<String, byte[]> written() {
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        List<byte[]> records = new SampleEvents(new Symbols()).fixed();
        for (int i = 0; i < records.size(); i++) {
            seeds.put("event-" + i, records.get(i));
        }
        EventEncoder encoder = new EventEncoder();
        encoder.beginLog(Level.INFO, 3, 4, 6, 7, 8);
        encoder.field(1, 7L)
                .field(5, "hunter2")
                .field(2, "password=x \"token\":\"y\" https://a:b@c/ Bearer 0123456789abcdef")
                .message("7 hunter2 " + ScannerTest.JWT + " 4111 1111 1111 1111")
                .error("-----BEGIN PRIVATE KEY-----" + "A".repeat(40) + "-----END PRIVATE KEY-----")
                .weight(2);
        seeds.put("secrets", SampleEvents.record(encoder));
        return seeds;
    }

    @Override
    protected long allocatedBytesMax() {
        return 32L << 20;
    }
}
