/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.chunk;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows that a test lists: of each column a chunk a row group. */
public final class ListedRows implements OrderedRows {
    private final Map<ColumnKey, List<@Nullable Chunk>> columns = new LinkedHashMap<>();
    private List<int @Nullable []> stretchEnds = List.of();

    /** These rows, with one more column. */
    public ListedRows with(ColumnKey key, List<@Nullable Chunk> chunks) {
        columns.put(key, chunks);
        return this;
    }

    /** These rows, with stretches in each row group. */
    public ListedRows withStretches(List<int @Nullable []> ends) {
        stretchEnds = ends;
        return this;
    }

    @Override
    public Collection<ColumnKey> columns() {
        return columns.keySet();
    }

    @Override
    public Chunks chunks(ColumnKey key) {
        List<@Nullable Chunk> chunks = columns.get(key);
        return group -> chunks == null ? null : chunks.get(group);
    }

    @Override
    public int @Nullable [] stretchEnds(int group) {
        return stretchEnds.isEmpty() ? null : stretchEnds.get(group);
    }
}
