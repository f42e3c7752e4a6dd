/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.notation;

import io.ttlog.core.FuzzContract;
import io.ttlog.core.event.ValueText;
import io.ttlog.core.event.Wtf8;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One value of an import as text: a timestamp, a duration, a number, an id, a level, or none of them. */
class NotationFuzz extends FuzzContract {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private final Timestamps timestamps = new Timestamps(NOW, null);

    @Override
    protected boolean isAccepted(byte[] input) {
        String text = Wtf8.decode(input, 0, input.length);
        boolean accepted = isTimestamp(text);
        for (TimeUnits unit : TimeUnits.values()) {
            accepted |= timestamps.parse(text, unit) != null;
            accepted |= Durations.parse(text, unit) != null;
        }
        Long whole = Numbers.wholeNumber(text);
        if (whole != null && !whole.equals(Numbers.wholeNumber("" + whole))) {
            throw new AssertionError("'" + text + "' is " + whole + ", which is another number");
        }
        accepted |= whole != null;
        accepted |= Numbers.decimal(text) != null;
        accepted |= Numbers.floating(text) != null;
        Objects.requireNonNull(Numbers.valueOf(text));
        for (int digitsMax : new int[] {16, 32}) {
            accepted |= HexId.parse(text, digitsMax) != null;
        }
        accepted |= Levels.parse(text) != null;
        return accepted;
    }

    private boolean isTimestamp(String text) {
        for (int index = 0; index < Math.min(text.length(), 8); index++) {
            if (timestamps.startsAt(text, index) && (timestamps.end() <= index || timestamps.end() > text.length())) {
                throw new AssertionError("'" + text + "' from " + index + " ends at " + timestamps.end());
            }
        }
        Long nanos = timestamps.parse(text, null);
        if (nanos == null) {
            return false;
        }
        String shown = ValueText.timestamp(nanos);
        if (!nanos.equals(timestamps.parse(shown, null))) {
            throw new AssertionError("'" + text + "' is " + nanos + ", which is shown as " + shown + " and read as "
                    + timestamps.parse(shown, null));
        }
        return true;
    }

    @Override
    protected Map<String, byte[]> written() {
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        List<String> texts = List.of(
                "2016-12-19T16:31:46.725+01:00",
                "2020/08/07 10:32:22 UTC",
                "17/May/2015:10:05:03 -0700",
                "Mon Mar 27 13:06:56.250 2023",
                "Mar  7 13:06:56",
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "1675079459.971",
                "-6795364578871345152",
                "1h30m",
                "1.5ms",
                "PT1M0.5S",
                "-1.5e-7",
                "NaN",
                "0af7651916cd43dd8448eb211c80319c",
                "WARNING");
        for (int i = 0; i < texts.size(); i++) {
            seeds.put("value-" + i, Wtf8.encode(texts.get(i)));
        }
        return seeds;
    }

    @Override
    protected long allocatedBytesMax() {
        return 4L << 20;
    }
}
