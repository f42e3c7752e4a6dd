/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Level;
import org.junit.jupiter.api.Test;

class LentArrayTest {
    private final byte[] lent = new byte[64 << 10];
    private final EventEncoder encoder = new EventEncoder();

    private void begin() {
        encoder.beginLog(Level.INFO, 1, Symbols.NONE, Symbols.NONE, Symbols.NONE, 7);
    }

    /** As an Error between the two leaves it; the end of the record before is anywhere then. */
    @Test
    void isLeftWhenNothingWasBegunInIt() {
        for (int from : new int[] {0, 32 << 10, 16 << 10, 63 << 10, 8}) {
            encoder.lend(lent, from, from + EventEncoder.LENT_BYTES_MIN);
            encoder.takeBack();
            assertThat(encoder.isLent()).isFalse();
            begin();
            int whole = encoder.field(1, 5L).end();
            encoder.lend(lent, from, from + EventEncoder.LENT_BYTES_MIN);
            begin();
            assertThat(encoder.field(1, 5L).end()).isEqualTo(whole);
        }
    }

    @Test
    void holdsTheSameWhetherItIsLeftOrNot() {
        encoder.lend(lent, 1024, 1024 + EventEncoder.LENT_BYTES_MIN);
        begin();
        String text = "x".repeat(EventEncoder.LENT_BYTES_MIN);
        int bytes = encoder.field(1, 5L).field(2, text).field(3, true).end();
        assertThat(encoder.isLent()).isFalse();
        EventReader reader = new EventReader().wrapChecked(encoder.buffer(), encoder.start(), bytes, "test", 0);
        assertThat(reader.nextField()).isTrue();
        assertThat(reader.fieldLong()).isEqualTo(5);
        assertThat(reader.nextField()).isTrue();
        assertThat(reader.fieldText()).isEqualTo(text);
        assertThat(reader.nextField()).isTrue();
        assertThat(reader.nextField()).isFalse();
    }
}
