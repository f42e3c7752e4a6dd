/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.column.ColumnType;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Numbers of strings that outgrow a byte, then two. */
class BinaryColumnTest {
    private static final int BEYOND_CHARS = 70_000;

    private final BinaryColumn column = new BinaryColumn(new ColumnKey("path", true, ColumnType.TEXT));

    private void append(int row, int text) {
        byte[] bytes = text(text).getBytes(StandardCharsets.UTF_8);
        column.append(row, column.idOf(bytes, 0, bytes.length));
    }

    private static String text(int text) {
        return "text " + text;
    }

    private static String textAt(BinaryValues values, int index) {
        return values.text(values.ids()[index]);
    }

    private Column.View view(int rows) {
        return Objects.requireNonNull(column.view(rows));
    }

    private BinaryValues values(int rows) {
        return (BinaryValues) view(rows).values(0, rows);
    }

    @Test
    void givesBackTextsWhoseNumbersOutgrowAByteAndThenTwo() {
        for (int row = 0; row < BEYOND_CHARS; row++) {
            append(row, row);
            assertThat(column.lastBytes()).isEqualTo(text(row).length());
            if (row == 255 || row == 256 || row == 257 || row == 65_535 || row == 65_536 || row == BEYOND_CHARS - 1) {
                BinaryValues values = values(row + 1);
                for (int i = 0; i <= row; i++) {
                    assertThat(textAt(values, i)).isEqualTo(text(i));
                }
            }
        }
    }

    @Test
    void widensInTheMiddleOfAnArray() {
        int first = 700; // rows of one text, so that no array is full when the numbers outgrow it
        for (int row = 0; row < BEYOND_CHARS; row++) {
            append(row, Math.max(0, row - first));
        }
        BinaryValues values = values(BEYOND_CHARS);
        for (int row = 0; row < BEYOND_CHARS; row++) {
            assertThat(textAt(values, row)).isEqualTo(text(Math.max(0, row - first)));
        }
    }

    @Test
    void picksInAnyOrder() {
        for (int row = 0; row < 600; row++) {
            append(row, 600 - row);
        }
        BinaryValues picked = (BinaryValues) view(600).pick(new int[] {599, 0, 300}, 3);
        assertThat(textAt(picked, 0)).isEqualTo(text(1));
        assertThat(textAt(picked, 1)).isEqualTo(text(600));
        assertThat(textAt(picked, 2)).isEqualTo(text(300));
    }

    @Test
    void aViewKeepsWhatItSawWhileTheColumnWidens() {
        for (int row = 0; row < 200; row++) {
            append(row, row);
        }
        Column.View before = view(200);
        for (int row = 200; row < BEYOND_CHARS; row++) {
            append(row, row);
        }
        BinaryValues values = (BinaryValues) before.values(0, 200);
        for (int row = 0; row < 200; row++) {
            assertThat(textAt(values, row)).isEqualTo(text(row));
        }
    }

    @Test
    void anotherThreadSeesNoOtherTextWhileTheColumnWidens() throws InterruptedException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread writer = new Thread(() -> {
            for (int row = 0; row < BEYOND_CHARS; row++) {
                append(row, row);
            }
        });
        writer.setUncaughtExceptionHandler((t, e) -> failure.set(e));
        writer.start();
        int rows = 0;
        while (rows < BEYOND_CHARS && failure.get() == null) {
            int seen = rows;
            Column.View view = column.view(seen + 1);
            if (view != null && view.chunk(seen, seen + 1) != null) {
                BinaryValues values = (BinaryValues) view.values(Math.max(0, seen - 3), seen + 1);
                assertThat(textAt(values, values.count() - 1)).isEqualTo(text(seen));
                rows++;
            }
        }
        writer.join();
        assertThat(failure.get()).isNull();
    }
}
