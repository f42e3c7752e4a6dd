/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.binary;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.segment.v1.encoding.ColumnEncodingContract;
import io.ttlog.storage.segment.v1.encoding.TestChunks;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CounterIdsTest extends ColumnEncodingContract {
    @Override
    protected ColumnEncoding encoding() {
        return new CounterIds();
    }

    /** The samples are random, and then too few to show it. */
    @Override
    protected int samplesTakenMin() {
        return 2;
    }

    @Test
    void idsOfSomeThreadsTakeNearlyNothing() {
        // The JDK's implementation of SplitMix64, not ours.
        SplittableRandom[] threads = new SplittableRandom[20];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new SplittableRandom(i * 31L);
        }
        Random random = new Random(3);
        long[] ids = new long[20_000];
        int thread = 0;
        for (int i = 0; i < ids.length; i++) {
            thread = random.nextInt(10) == 0 ? random.nextInt(threads.length) : thread;
            ids[i] = threads[thread].nextLong();
        }
        Chunk chunk = TestChunks.ids(ids);
        ByteWriter target = new ByteWriter();
        assertThat(new CounterIds().encode(chunk.values(), target)).isTrue();
        assertThat(target.length()).isLessThan(25_000); // a byte for the thread of each
        Chunk back = new Chunk(
                chunk.type(),
                ids.length,
                null,
                new CounterIds().decode(new ByteReader(target.toArray(), 0, target.length(), "test", 0), ids.length));
        assertThat(TestChunks.list(back)).isEqualTo(TestChunks.list(chunk));
    }

    @Test
    void idsFromElsewhereAreLeftAlone() {
        Chunk foreign = TestChunks.ids(new Random(4).longs(1000).toArray());
        assertThat(new CounterIds().encode(foreign.values(), new ByteWriter())).isFalse();
    }

    @Test
    void mixingGoesBackwards() {
        Random random = new Random(5);
        for (int i = 0; i < 1000; i++) {
            long number = random.nextLong();
            assertThat(CounterIds.unmixed(CounterIds.mixed(number))).isEqualTo(number);
        }
    }
}
