/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import org.junit.jupiter.api.Test;

class SharedInletTest extends RingContract {
    @Override
    Inlet inlet() {
        return new SharedInlet(CAPACITY);
    }

    @Test
    void keepsTheOrderOfEachOfManyProducers() throws InterruptedException {
        runProducers(4, 30_000);
    }

    @Test
    void losesNoRecordUncountedWhileManyProducersEvict() throws InterruptedException {
        runEvictingProducers(4, 25_000);
    }
}
