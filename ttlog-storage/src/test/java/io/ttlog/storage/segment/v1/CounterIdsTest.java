/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

class CounterIdsTest extends ColumnEncodingContract {
    @Override
    ColumnEncoding encoding() {
        return new CounterIds();
    }

    @Override
    int samplesTakenMin() {
        return 0;
    }
}
