/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import java.util.List;

/** All encodings. Not in {@link ColumnEncoding} itself, whose initialisation would then wait for that of its implementations. */
final class Encodings {
    /** The position in the list means nothing. */
    static final List<ColumnEncoding> ALL = List.of(
            new PlainLongs(),
            new PackedLongs(),
            new DeltaLongs(),
            new VarintLongs(),
            new LongRuns(),
            new PlanedLongs(),
            new DictionaryLongs(),
            new DecimalDoubles(),
            new PlainBinary(),
            new DictionaryBinary(),
            new FixedBinary(),
            new RangedLongs(),
            new RangedBinary(),
            new TemplateTexts(),
            new StretchLongs(),
            new PiecesOfDoubles(),
            new ParentRows(),
            new CounterIds(),
            new ClockTimes());

    private Encodings() {}
}
