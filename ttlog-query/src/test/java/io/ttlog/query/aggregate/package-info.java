/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of aggregates by themselves. */
@NullMarked
package io.ttlog.query.aggregate;

import org.jspecify.annotations.NullMarked;
