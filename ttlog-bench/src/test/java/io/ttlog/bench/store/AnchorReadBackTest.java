/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Signal;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.Scan;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.Vector;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every log of the anchor comes back out of sealed segments as it went in: a hash of each row, and their sum. */
class AnchorReadBackTest {
    private static final List<ColumnRef> COLUMNS = List.of(
            ColumnRef.fixed("timestamp"),
            ColumnRef.fixed("level"),
            ColumnRef.fixed("service"),
            ColumnRef.fixed("logger"),
            ColumnRef.attribute("pod"),
            ColumnRef.fixed("message"),
            ColumnRef.fixed("trace_id"),
            ColumnRef.fixed("span_id"));

    @TempDir
    Path directory;

    private long rows;
    private long hashes;

    private void add(@Nullable Object... values) {
        long hash = 0;
        for (Object value : values) {
            byte[] text = String.valueOf(
                            value instanceof byte[] id ? HexFormat.of().formatHex(id) : value)
                    .getBytes(java.nio.charset.StandardCharsets.UTF_16LE);
            hash = hash * 0x9E37_79B9_7F4A_7C15L + Arrays.hashCode(text);
            hash ^= hash >>> 32;
        }
        rows++;
        hashes += hash * hash * 0xFF51_AFD7_ED55_8CCDL + hash;
    }

    private void add(EventReader event, Symbols symbols) {
        long high = event.traceIdHigh();
        long low = event.traceIdLow();
        event.rewind();
        event.nextField();
        String pod = event.fieldText();
        event.rewind();
        add(
                event.timestampNanos(),
                event.level(),
                symbols.text(event.service()),
                event.logger() == Symbols.NONE ? null : symbols.text(event.logger()),
                pod,
                event.message(),
                (high | low) == 0
                        ? null
                        : HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low),
                event.spanId() == 0 ? null : HexFormat.of().toHexDigits(event.spanId()));
    }

    static Stream<BlockCodec> codecs() {
        String codecs = System.getProperty("ttlog.anchor.codecs", Codecs.ZSTD.name());
        return Stream.of(codecs.split(",", -1)).map(Codecs::byName);
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void everyLogComesBack(BlockCodec codec) throws Exception {
        Anchor anchor = new Anchor(Anchor.place());
        Assumptions.assumeTrue(anchor.isPresent(), "no anchor: -Dttlog.anchor=DIRECTORY");
        EventReader reader = new EventReader();
        try (Store store = Store.open(
                directory, StoreOptions.DEFAULT.withCodecs(codec, Codecs.LZ4).withMergeFanIn(0))) {
            anchor.read(Anchor.Subset.LOGS, (buffer, from, bytes) -> add(reader.wrap(buffer, from), anchor.symbols()));
            assertThat(StoreBytes.write(anchor, Anchor.Subset.LOGS, store)).isEqualTo(rows);
            store.compact();
        }
        long rowsIn = rows;
        long hashesIn = hashes;
        rows = 0;
        hashes = 0;
        try (Snapshot snapshot = Store.read(directory);
                Snapshot.Cursor cursor = snapshot.scan(Scan.all(Signal.LOG, COLUMNS))) {
            for (Batch batch = cursor.next(); batch != null; batch = cursor.next()) {
                List<Vector> vectors = batch.vectors();
                for (int row = 0; row < batch.rowCount(); row++) {
                    Object[] values = new Object[vectors.size()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = vectors.get(i).boxed(row);
                    }
                    add(values);
                }
            }
        }
        assertThat(rows).isEqualTo(rowsIn);
        assertThat(hashes).isEqualTo(hashesIn);
    }
}
