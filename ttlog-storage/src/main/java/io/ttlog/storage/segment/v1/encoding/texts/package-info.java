/* SPDX-License-Identifier: Apache-2.0 */
/**
 * Texts as templates and what varies in them: {@link io.ttlog.storage.segment.v1.encoding.texts.TemplateTexts}, which is what others
 * see. A text is cut into <em>words</em>; texts with the same pieces between the words are a group, words that vary in a group are
 * its <em>slots</em>. Everything but the encoding itself belongs to the one chunk that is being encoded or decoded.
 */
@NullMarked
package io.ttlog.storage.segment.v1.encoding.texts;

import org.jspecify.annotations.NullMarked;
