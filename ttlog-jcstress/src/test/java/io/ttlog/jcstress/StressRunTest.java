/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.jcstress;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class StressRunTest {
    @Test
    void failsWhenThereIsNothingToRun() {
        assertThatThrownBy(() -> StressRun.run(List.of("-m", "sanity", "-t", "NoSuchTest")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("NoSuchTest");
    }
}
