/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.slf4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Runs each back end for a moment, so that the program does not rot. A figure from here means nothing. */
class BackEndCostsTest {
    @ParameterizedTest
    @FieldSource("io.ttlog.slf4j.BackEndCosts#BACK_ENDS")
    void measures(String backEnd) throws IOException, InterruptedException {
        assertThat(BackEndCosts.measure(backEnd, 20).values())
                .hasSize(BackEndCosts.CASES.size())
                .allMatch(nanos -> nanos > 0);
    }
}
