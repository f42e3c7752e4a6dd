/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

class FixedBinaryTest extends ColumnEncodingContract {
    @Override
    ColumnEncoding encoding() {
        return new FixedBinary();
    }

    @Override
    int samplesTakenMin() {
        return 7;
    }
}
