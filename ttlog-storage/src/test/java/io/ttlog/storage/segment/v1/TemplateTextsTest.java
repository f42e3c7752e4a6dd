/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

class TemplateTextsTest extends ColumnEncodingContract {
    @Override
    ColumnEncoding encoding() {
        return new TemplateTexts();
    }

    @Override
    int samplesTakenMin() {
        return 12;
    }
}
