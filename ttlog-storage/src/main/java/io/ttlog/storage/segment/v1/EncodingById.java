/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.segment.v1.encoding.binary.CounterIds;
import io.ttlog.storage.segment.v1.encoding.binary.DictionaryBinary;
import io.ttlog.storage.segment.v1.encoding.binary.FixedBinary;
import io.ttlog.storage.segment.v1.encoding.binary.ParentRows;
import io.ttlog.storage.segment.v1.encoding.binary.PlainBinary;
import io.ttlog.storage.segment.v1.encoding.binary.RangedBinary;
import io.ttlog.storage.segment.v1.encoding.numbers.ClockTimes;
import io.ttlog.storage.segment.v1.encoding.numbers.DecimalDoubles;
import io.ttlog.storage.segment.v1.encoding.numbers.DeltaLongs;
import io.ttlog.storage.segment.v1.encoding.numbers.DictionaryLongs;
import io.ttlog.storage.segment.v1.encoding.numbers.LongRuns;
import io.ttlog.storage.segment.v1.encoding.numbers.PackedLongs;
import io.ttlog.storage.segment.v1.encoding.numbers.PiecesOfDoubles;
import io.ttlog.storage.segment.v1.encoding.numbers.PlainLongs;
import io.ttlog.storage.segment.v1.encoding.numbers.PlanedLongs;
import io.ttlog.storage.segment.v1.encoding.numbers.RangedLongs;
import io.ttlog.storage.segment.v1.encoding.numbers.StretchLongs;
import io.ttlog.storage.segment.v1.encoding.numbers.VarintLongs;
import io.ttlog.storage.segment.v1.encoding.texts.TemplateTexts;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Encodings by the number in footers, each made when a footer first names it: a reader that opens a store in a fresh JVM loads the classes of those that
 * it meets. Safe for all threads.
 */
final class EncodingById {
    private static final int ID_MAX = 44;
    private static final AtomicReferenceArray<@Nullable ColumnEncoding> KNOWN = new AtomicReferenceArray<>(ID_MAX + 1);

    private EncodingById() {}

    /** The encoding; null when there is none. */
    static @Nullable ColumnEncoding of(int id) {
        if (id < 0 || id > ID_MAX) {
            return null;
        }
        ColumnEncoding known = KNOWN.get(id);
        if (known == null) {
            known = make(id);
            KNOWN.set(id, known); // two threads may make one each: they are stateless
        }
        return known;
    }

    private static @Nullable ColumnEncoding make(int id) {
        return switch (id) {
            case 1 -> new PlainLongs();
            case 2 -> new PackedLongs();
            case 3 -> new DeltaLongs();
            case 4 -> new VarintLongs();
            case 5 -> new LongRuns();
            case 6 -> new PlanedLongs();
            case 7 -> new DictionaryLongs();
            case 8 -> new DecimalDoubles();
            case 9 -> new RangedLongs();
            case 20 -> new PlainBinary();
            case 21 -> new DictionaryBinary();
            case 22 -> new FixedBinary();
            case 23 -> new RangedBinary();
            case 24 -> new TemplateTexts();
            case 40 -> new StretchLongs();
            case 41 -> new PiecesOfDoubles();
            case 42 -> new ParentRows();
            case 43 -> new CounterIds();
            case 44 -> new ClockTimes();
            default -> null;
        };
    }
}
