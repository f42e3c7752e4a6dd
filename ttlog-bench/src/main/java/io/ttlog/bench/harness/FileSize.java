/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.harness;

import com.github.luben.zstd.ZstdOutputStream;
import io.ttlog.bench.peer.Folder;
import io.ttlog.bench.peer.Peer;
import io.ttlog.bench.peer.Peers;
import io.ttlog.bench.peer.Setup;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What the files of one producer's events take, as they are and under zstd-3 as a whole. */
final class FileSize {
    private static final int ZSTD_LEVEL = 3;

    private FileSize() {}

    /** Settings: peer, events. Figures: bytes an event. */
    static Map<String, Double> run(Path directory, Settings settings) throws IOException, InterruptedException {
        long events = settings.number("events");
        Peer peer = Peers.start(settings.text("peer"), new Setup(directory, Setup.Sink.FILE));
        Throughput.record(peer, 1, events);
        peer.finish();
        peer.close();
        Throughput.requireAll(settings.text("peer"), events, peer.stored());
        long zstd = 0;
        for (Path file : Folder.files(directory)) {
            zstd += zstdBytes(file);
        }
        return Map.of("raw", (double) peer.fileBytes() / events, "zstd", (double) zstd / events);
    }

    private static long zstdBytes(Path file) throws IOException {
        long[] bytes = new long[1];
        OutputStream counting = new OutputStream() {
            @Override
            public void write(int one) {
                bytes[0]++;
            }

            @Override
            public void write(byte[] some, int from, int length) {
                bytes[0] += length;
            }
        };
        try (OutputStream zstd = new ZstdOutputStream(counting, ZSTD_LEVEL)) {
            Files.copy(file, zstd);
        }
        return bytes[0];
    }
}
