/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SymbolsTest {
    @Test
    void theSameStringHasTheSameIdForEver() {
        Symbols symbols = new Symbols();
        int id = symbols.intern("a");

        assertThat(id).isPositive();
        assertThat(symbols.intern(String.valueOf(new char[] {(char) 97}))).isEqualTo(id);
        assertThat(symbols.intern("b")).isNotEqualTo(id);
        assertThat(symbols.text(id)).isEqualTo("a");
    }

    @Test
    void noneAndUnknownIdsAreEmpty() {
        Symbols symbols = new Symbols();
        assertThat(symbols.intern("")).isEqualTo(Symbols.NONE);
        for (int id : new int[] {0, 1, -1, 1023, 1024, Symbols.SYMBOLS_MAX, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThat(symbols.text(id)).isEmpty();
        }
        assertThat(symbols.refused()).isZero();
    }

    @Test
    void aFullTableRefusesNewStringsAndKeepsTheOld() {
        Symbols symbols = new Symbols(3);
        int a = symbols.intern("a");
        int b = symbols.intern("b");

        assertThat(symbols.intern("c")).isEqualTo(Symbols.NONE);
        assertThat(symbols.intern("d")).isEqualTo(Symbols.NONE);
        assertThat(symbols.refused()).isEqualTo(2);
        assertThat(symbols.intern("a")).isEqualTo(a);
        assertThat(symbols.text(b)).isEqualTo("b");
    }

    @Test
    void aStringThatIsTooLongIsRefused() {
        Symbols symbols = new Symbols();
        assertThat(symbols.intern("a".repeat(Symbols.SYMBOL_CHARS_MAX))).isPositive();
        assertThat(symbols.intern("a".repeat(Symbols.SYMBOL_CHARS_MAX + 1))).isEqualTo(Symbols.NONE);
        assertThat(symbols.refused()).isEqualTo(1);
    }

    @Test
    void threadsThatInternTheSameStringsAgree() throws InterruptedException {
        Symbols symbols = new Symbols();
        int threads = 4;
        int strings = 5000; // several pages
        int[][] ids = new int[threads][strings];
        boolean[] textsWereRight = new boolean[threads];
        Thread[] running = new Thread[threads];
        for (int t = 0; t < threads; t++) {
            int index = t;
            running[t] = new Thread(() -> {
                boolean right = true;
                for (int i = 0; i < strings; i++) {
                    int which = (i * 7 + index * 13) % strings;
                    int id = symbols.intern("s" + which);
                    ids[index][which] = id;
                    right &= symbols.text(id).equals("s" + which);
                }
                textsWereRight[index] = right;
            });
            running[t].start();
        }
        for (Thread thread : running) {
            thread.join();
        }

        assertThat(textsWereRight).containsOnly(true);
        for (int[] seen : ids) {
            assertThat(seen).isEqualTo(ids[0]);
        }
        assertThat(Arrays.stream(ids[0]).distinct().count()).isEqualTo(strings);
        assertThat(Arrays.stream(ids[0]).max().getAsInt()).isEqualTo(strings);
    }
}
