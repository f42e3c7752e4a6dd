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
import java.util.List;

/** All encodings. Not in {@link ColumnEncoding} itself, whose initialisation would then wait for that of its implementations. */
public final class Encodings {
    /** Where a fresh segment takes the first that pays, the position in the list matters: {@link CounterIds}, which sees at
     * the first few dozen that ids are from elsewhere, before {@link DictionaryBinary}, {@link FixedBinary} before {@link PlainBinary}. */
    public static final List<ColumnEncoding> ALL = List.of(
            new PlainLongs(),
            new PackedLongs(),
            new DeltaLongs(),
            new VarintLongs(),
            new LongRuns(),
            new PlanedLongs(),
            new DictionaryLongs(),
            new DecimalDoubles(),
            new CounterIds(),
            new DictionaryBinary(),
            new FixedBinary(),
            new PlainBinary(),
            new RangedLongs(),
            new RangedBinary(),
            new TemplateTexts(),
            new StretchLongs(),
            new PiecesOfDoubles(),
            new ParentRows(),
            new ClockTimes());

    private Encodings() {}
}
