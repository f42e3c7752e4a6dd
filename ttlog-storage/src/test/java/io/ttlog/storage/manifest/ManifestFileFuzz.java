/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.manifest;

import io.ttlog.ErrorCode;
import io.ttlog.Signal;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.FuzzContract;
import io.ttlog.core.event.EventFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/** Manifests as they come, and once more with length and checksum that match. */
class ManifestFileFuzz extends FuzzContract {
    private static final int BODY_BYTES_OFFSET = 12;
    private static final int CHECKSUM_OFFSET = 16;
    private static final int HEADER_BYTES = 24;

    @Override
    protected boolean isAccepted(byte[] input) {
        boolean accepted = isManifest(input);
        if (!accepted && input.length >= HEADER_BYTES) {
            byte[] repaired = input.clone();
            EventFormat.putInt(repaired, BODY_BYTES_OFFSET, input.length - HEADER_BYTES);
            CRC32C crc = new CRC32C();
            crc.update(repaired, 0, CHECKSUM_OFFSET);
            crc.update(repaired, HEADER_BYTES, input.length - HEADER_BYTES);
            EventFormat.putInt(repaired, CHECKSUM_OFFSET, (int) crc.getValue());
            isManifest(repaired);
        }
        return accepted;
    }

    private static boolean isManifest(byte[] bytes) {
        Manifest manifest;
        try {
            manifest = ManifestFile.decode(bytes);
        } catch (CorruptDataException e) {
            return false;
        } catch (TTLogException e) {
            if (e.code() != ErrorCode.UNKNOWN_VERSION) {
                throw e;
            }
            return false;
        }
        // Not always the same bytes: a varint may be longer than need be.
        if (!ManifestFile.decode(ManifestFile.encode(manifest)).equals(manifest)) {
            throw new AssertionError("another manifest after a round trip of " + manifest);
        }
        for (SegmentEntry segment : manifest.segments()) {
            if (segment.path().contains("..") || segment.rowCount() < 0 || segment.bytes() < 0) {
                throw new AssertionError("" + segment);
            }
        }
        return true;
    }

    @Override
    protected Map<String, byte[]> written() {
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        seeds.put("empty", ManifestFile.encode(Manifest.EMPTY));
        SegmentEntry logs = new SegmentEntry(
                2, Signal.LOG, "h20231114-22", 0, 10, 17, 26, 4096, 9999, List.of("api", "web", "\uD800"));
        SegmentEntry metrics =
                new SegmentEntry(4, Signal.METRIC, "all", 2, 1, Long.MIN_VALUE, Long.MAX_VALUE, 77, 8, List.of());
        seeds.put("two-segments", ManifestFile.encode(new Manifest(3, 7, 1000, 5, List.of(logs, metrics))));
        seeds.put(
                "marks",
                ManifestFile.encode(new Manifest(
                        Manifest.NO_ID,
                        3,
                        7,
                        1000,
                        5,
                        List.of(logs),
                        List.of(new StreamMark(-1, 300), new StreamMark(7, 1)),
                        new Manifest.Written(5000, 70))));
        return seeds;
    }

    @Override
    protected long allocatedBytesMax() {
        return 16L << 20;
    }
}
