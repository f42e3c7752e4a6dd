/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.TTLogException;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.segment.v1.encoding.TestChunks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StretchedSegmentTest {
    @TempDir
    Path directory;

    private byte[] written = new byte[0];
    private Path file = Path.of("");

    @BeforeEach
    void write() throws Exception {
        file = directory.resolve("11.seg");
        written = StretchedSegment.write(file);
    }

    private Map<String, List<String>> encodings() throws Exception {
        Map<String, List<String>> encodings = new HashMap<>();
        SegmentFile.open(file, "test")
                .columnBytes()
                .forEach(column -> encodings.put(column.key().name(), column.encodings()));
        return encodings;
    }

    @Test
    void everyRowComesBack() throws Exception {
        SegmentFile segment = SegmentFile.open(file, "test");
        assertThat(StretchedSegment.isIn(segment)).isTrue();
        assertThat(segment.groups().get(1).stretchEnds()).containsExactly(8, 16);
    }

    @Test
    void columnsUseWhatLiesBesideThem() throws Exception {
        assertThat(encodings().get("parent_id")).containsExactly("ParentRows", "ParentRows");
        assertThat(encodings().get("timestamp")).containsExactly("ClockTimes", "ClockTimes");
        assertThat(encodings().get("pod")).allMatch(encoding -> encoding.endsWith(" a stretch"));
        assertThat(encodings().get("(clocks)")).hasSize(1);
        assertThat(encodings().get("(stretches)")).hasSize(2);
    }

    @Test
    void whatAColumnRefersToIsAskedForOnce() throws Exception {
        RowGroup group = SegmentFile.open(file, "test").groups().get(0);
        List<ColumnKey> asked = new ArrayList<>();
        Chunk parents = group.read(StretchedSegment.PARENT_ID, key -> {
            asked.add(key);
            return group.read(key);
        });
        assertThat(asked).containsExactly(StretchedSegment.SPAN_ID);
        List<@Nullable Chunk> expected =
                Objects.requireNonNull(StretchedSegment.columns().get(StretchedSegment.PARENT_ID));
        assertThat(TestChunks.list(parents)).isEqualTo(TestChunks.list(expected.get(0)));
    }

    @Test
    void everyFlippedByteIsNoticedOrHarmless() throws Exception {
        int noticed = 0;
        for (int at = 0; at < written.length; at++) {
            byte[] damaged = written.clone();
            damaged[at] ^= 0x41;
            Path other = directory.resolve(at + ".seg");
            Files.write(other, damaged);
            try {
                SegmentFile segment = SegmentFile.open(other, "test");
                assertThat(StretchedSegment.isIn(segment)).as("byte %d", at).isTrue();
            } catch (TTLogException e) {
                noticed++;
            }
        }
        assertThat(noticed).isGreaterThan(written.length * 9 / 10);
    }
}
