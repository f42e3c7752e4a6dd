/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.storage.column.ColumnType;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ChunkCacheTest {
    private static final ColumnKey KEY = new ColumnKey("x", false, ColumnType.LONG);
    private static final ColumnKey OTHER = new ColumnKey("y", false, ColumnType.LONG);
    private static final int VALUES = 1000;
    private static final int CHUNK_BYTES = 8 * VALUES;

    private int decoded;

    private Chunk decode() {
        decoded++;
        return new Chunk(ColumnType.LONG, VALUES, null, new NumberValues(new long[VALUES], VALUES));
    }

    /** A row group of a segment, whose chunks {@link ChunkCacheTest#decode} makes. */
    private static class Group implements RowGroup {
        private final ChunkCache.Kept kept = new ChunkCache.Kept();

        @Override
        public int rowCount() {
            return VALUES;
        }

        @Override
        public @Nullable Chunk read(ColumnKey key) {
            throw new AssertionError("the cache decodes by what it is given");
        }

        @Override
        public boolean mayHold(long fromNanos, long toNanos, Collection<String> services) {
            return true;
        }

        @Override
        public ChunkCache.@Nullable Kept kept() {
            return kept;
        }
    }

    @Test
    void decodesOnce() {
        ChunkCache cache = new ChunkCache(10 * CHUNK_BYTES);
        Group group = new Group();
        Chunk first = cache.get(group, KEY, this::decode);
        assertThat(cache.get(group, KEY, this::decode)).isSameAs(first);
        assertThat(decoded).isEqualTo(1);
        assertThat(cache.bytes()).isEqualTo(CHUNK_BYTES);
    }

    @Test
    void tellsColumnsAndRowGroupsApart() {
        ChunkCache cache = new ChunkCache(10 * CHUNK_BYTES);
        Group group = new Group();
        Chunk first = cache.get(group, KEY, this::decode);
        assertThat(cache.get(group, OTHER, this::decode)).isNotSameAs(first);
        assertThat(cache.get(new Group(), KEY, this::decode)).isNotSameAs(first);
        assertThat(decoded).isEqualTo(3);
    }

    @Test
    void asksAgainForAColumnThatNoRowHas() {
        ChunkCache cache = new ChunkCache(10 * CHUNK_BYTES);
        Group group = new Group();
        assertThat(cache.get(group, KEY, () -> null)).isNull();
        assertThat(cache.get(group, KEY, this::decode)).isNotNull();
    }

    @Test
    void keepsNothingOfRowGroupsThatChange() {
        ChunkCache cache = new ChunkCache(10 * CHUNK_BYTES);
        Group memtable = new Group() {
            @Override
            public ChunkCache.@Nullable Kept kept() {
                return null;
            }
        };
        cache.get(memtable, KEY, this::decode);
        cache.get(memtable, KEY, this::decode);
        assertThat(decoded).isEqualTo(2);
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void staysWithinItsBound() {
        ChunkCache cache = new ChunkCache(10 * CHUNK_BYTES + 1);
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            groups.add(new Group());
            cache.get(groups.get(i), KEY, this::decode);
            assertThat(cache.bytes()).isLessThanOrEqualTo(10 * CHUNK_BYTES + 1);
        }
        assertThat(cache.bytes()).isEqualTo(10 * CHUNK_BYTES);
    }

    @Test
    void keepsAPartOfAScanThatIsLargerAndComesAgain() {
        ChunkCache cache = new ChunkCache(50 * CHUNK_BYTES);
        List<Group> groups = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            groups.add(new Group());
        }
        for (int scan = 0; scan < 5; scan++) {
            groups.forEach(group -> cache.get(group, KEY, this::decode));
        }
        assertThat(decoded).isBetween(300, 460); // of 500; the least recently used first would make it 500
    }

    @Test
    void keepsNothingThatIsLargerThanAll() {
        ChunkCache cache = new ChunkCache(CHUNK_BYTES - 1);
        cache.get(new Group(), KEY, this::decode);
        assertThat(cache.bytes()).isZero();
        ChunkCache none = new ChunkCache(0);
        none.get(new Group(), KEY, this::decode);
        assertThat(none.bytes()).isZero();
    }

    @Test
    void shrinksWhenToldSo() {
        ChunkCache cache = new ChunkCache(10 * CHUNK_BYTES);
        List<Group> groups = List.of(new Group(), new Group(), new Group());
        groups.forEach(group -> cache.get(group, KEY, this::decode));
        cache.limit(CHUNK_BYTES);
        assertThat(cache.bytes()).isEqualTo(CHUNK_BYTES);
        cache.limit(0);
        assertThat(cache.bytes()).isZero();
        groups.forEach(group -> cache.get(group, KEY, this::decode));
        assertThat(decoded).isEqualTo(6);
    }

    @Test
    @Timeout(60)
    void forgetsRowGroupsThatNobodyHasAnyMore() {
        ChunkCache cache = new ChunkCache(10 * CHUNK_BYTES);
        Group group = new Group();
        cache.get(group, KEY, this::decode);
        cache.get(group, OTHER, this::decode);
        Group stays = new Group();
        cache.get(stays, KEY, this::decode);
        WeakReference<Group> gone = new WeakReference<>(group);
        group = null;
        while (gone.get() != null || cache.bytes() > CHUNK_BYTES) {
            System.gc();
        }
        assertThat(cache.bytes()).isEqualTo(CHUNK_BYTES);
        assertThat(stays.kept()).isNotNull();
    }

    @Test
    void countsTextsAsWhenAllAreDecoded() {
        byte[] bytes = new byte[100];
        BinaryValues texts = new BinaryValues(bytes, new int[] {0, 60, 100}, 2, new int[] {0, 1, 1}, 3);
        assertThat(new Chunk(ColumnType.TEXT, 4, new boolean[4], texts).heapBytes())
                .isEqualTo(4 + 4 * (3 + 3) + 2 * 100 + 2 * 48);
    }
}
