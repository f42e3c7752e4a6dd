/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

class DecimalDoublesTest extends ColumnEncodingContract {
    @Override
    ColumnEncoding encoding() {
        return new DecimalDoubles();
    }

    @Override
    int samplesTakenMin() {
        return 14;
    }
}
