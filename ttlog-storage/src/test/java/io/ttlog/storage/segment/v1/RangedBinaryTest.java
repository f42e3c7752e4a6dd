/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

class RangedBinaryTest extends ColumnEncodingContract {
    @Override
    ColumnEncoding encoding() {
        return new RangedBinary();
    }

    @Override
    int samplesTakenMin() {
        return 12;
    }
}
