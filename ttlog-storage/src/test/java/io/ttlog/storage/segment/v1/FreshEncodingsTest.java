/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.core.codec.Codecs;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.segment.v1.encoding.TestChunks;
import io.ttlog.storage.segment.v1.encoding.binary.CounterIds;
import io.ttlog.storage.segment.v1.encoding.binary.FixedBinary;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What a seal takes at first sight, where a merge would try all encodings. */
class FreshEncodingsTest {
    private static ColumnEncoding of(long[] ids) {
        return new ChunkFormat(Codecs.LZ4, true).encode(TestChunks.ids(ids)).encoding();
    }

    @Test
    void idsThatTtlogHasMadeAreCounters() {
        SplittableRandom thread = new SplittableRandom(5);
        assertThat(of(thread.longs(5_000).toArray())).isInstanceOf(CounterIds.class);
    }

    @Test
    void idsFromElsewhereAreOfOneLength() {
        assertThat(of(new Random(5).longs(5_000).toArray())).isInstanceOf(FixedBinary.class);
    }
}
