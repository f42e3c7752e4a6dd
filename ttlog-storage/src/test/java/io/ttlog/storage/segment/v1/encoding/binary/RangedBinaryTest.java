/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.binary;

import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.segment.v1.encoding.ColumnEncodingContract;

class RangedBinaryTest extends ColumnEncodingContract {
    @Override
    protected ColumnEncoding encoding() {
        return new RangedBinary();
    }

    @Override
    protected int samplesTakenMin() {
        return 12;
    }
}
