/* SPDX-License-Identifier: Apache-2.0 */
/** Tables that are not of the store. */
@NullMarked
package io.ttlog.query.source;

import org.jspecify.annotations.NullMarked;
