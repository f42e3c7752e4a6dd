/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

class PiecesOfDoublesTest extends ColumnEncodingContract {
    @Override
    ColumnEncoding encoding() {
        return new PiecesOfDoubles();
    }

    @Override
    int samplesTakenMin() {
        return 40;
    }
}
