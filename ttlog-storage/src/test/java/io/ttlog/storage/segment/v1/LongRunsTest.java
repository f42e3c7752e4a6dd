/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

class LongRunsTest extends ColumnEncodingContract {
    @Override
    ColumnEncoding encoding() {
        return new LongRuns();
    }

    @Override
    int samplesTakenMin() {
        return 20;
    }
}
