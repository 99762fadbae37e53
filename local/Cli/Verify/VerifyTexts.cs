using System.Globalization;
using Relay.Client.Custody;
using Relay.Signatures.Custody;

namespace Relay.Cli.Verify;

/// <summary>What <c>relay verify</c> says of what is good.</summary>
internal static class VerifyTexts
{
    /// <summary>A receipt by itself.</summary>
    public static string Of(Receipt receipt) =>
        $"{receipt.Relay} took {Envelopes(receipt.Count)} of {receipt.Partner} {At(receipt)}.";

    /// <summary>A receipt and the request that it is for.</summary>
    public static string Of(Receipt receipt, string request, int sent)
    {
        var rest = sent > receipt.Count ? $"; {sent - receipt.Count} more of the request {(sent - receipt.Count == 1 ? "is" : "are")} not covered" : "";
        return $"{receipt.Relay} took {Envelopes(receipt.Count)} of {receipt.Partner} {At(receipt)}, as in {request}{rest}.";
    }

    /// <summary>One envelope of a receipt.</summary>
    public static string Of(Receipt receipt, InclusionProof proof) => string.Create(
        CultureInfo.InvariantCulture, $"{receipt.Relay} took envelope {proof.Id} of {receipt.Partner} {At(receipt)}; it is number {proof.Index + 1} of {receipt.Count}.");

    /// <summary>A certificate of erasure.</summary>
    public static string Of(Erasure erasure, string? user) => string.Create(
        CultureInfo.InvariantCulture,
        $"{erasure.Relay} erased {user ?? $"a user of {erasure.Partner}"} at {erasure.ErasedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff} UTC (key {erasure.KeyId}). Gone: {string.Join(", ", erasure.Gone)}. By {erasure.Until.Select(rest => rest.By).DefaultIfEmpty(erasure.ErasedAt).Max().UtcDateTime:yyyy-MM-dd} at the latest: {string.Join(", ", erasure.Until.Select(rest => rest.What))}.");

    /// <summary>A number of things in words.</summary>
    public static string Count(long count, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");

    private static string Envelopes(int count) => Count(count, "envelope", "envelopes");

    private static string At(Receipt receipt) => string.Create(
        CultureInfo.InvariantCulture,
        $"at {receipt.AcceptedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff} UTC (receipt {receipt.Number} of instance {receipt.Instance}, key {receipt.KeyId})");
}
