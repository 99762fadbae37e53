using Relay.Signatures.Custody;

namespace Relay.Client.Custody;

/// <summary>What the receipts of one instance of a relay show of its chain.</summary>
/// <param name="Relay">The relay.</param>
/// <param name="Instance">The instance.</param>
/// <param name="Receipts">How many different receipts there are.</param>
/// <param name="First">The lowest number.</param>
/// <param name="Last">The highest number.</param>
/// <param name="Links">How many receipts stand beside the one before them, which they name.</param>
/// <param name="Gaps">Numbers between first and last that are not there: other partners' receipts, or answers that were lost.</param>
/// <param name="Forks">Numbers that several different receipts have: the relay signed two stories.</param>
/// <param name="Breaks">Numbers whose receipt names another one before it than is there.</param>
public sealed record ReceiptChain(
    string Relay, string Instance, int Receipts, long First, long Last, int Links,
    IReadOnlyList<(long From, long To)> Gaps, IReadOnlyList<long> Forks, IReadOnlyList<long> Breaks)
{
    /// <summary>Whether what is there fits together; gaps do not speak against it.</summary>
    public bool IsConsistent => Forks.Count == 0 && Breaks.Count == 0;

    /// <summary>Looks at receipts whose signatures hold, of any number of instances, in any order; the same one twice is one.</summary>
    public static IReadOnlyList<ReceiptChain> Of(IEnumerable<Receipt> receipts) =>
    [
        .. receipts
            .DistinctBy(receipt => receipt.Link)
            .GroupBy(receipt => (receipt.Relay, receipt.Instance))
            .OrderBy(instance => instance.Key)
            .Select(instance => Of(instance.Key.Relay, instance.Key.Instance, instance.ToLookup(receipt => receipt.Number))),
    ];

    private static ReceiptChain Of(string relay, string instance, ILookup<long, Receipt> byNumber)
    {
        long[] numbers = [.. byNumber.Select(same => same.Key).Order()];
        var neighbours = numbers.Zip(numbers.Skip(1)).ToList();
        var linked = neighbours.Where(pair => pair.Second == pair.First + 1).Select(pair => (pair.Second, IsLinked: IsLinked(byNumber, pair.Second))).ToList();
        return new ReceiptChain(
            relay,
            instance,
            byNumber.Sum(same => same.Count()),
            numbers[0],
            numbers[^1],
            linked.Count(pair => pair.IsLinked),
            [.. neighbours.Where(pair => pair.Second > pair.First + 1).Select(pair => (pair.First + 1, pair.Second - 1))],
            [.. byNumber.Where(same => same.Count() > 1).Select(same => same.Key).Order()],
            [.. linked.Where(pair => !pair.IsLinked).Select(pair => pair.Second)]);
    }

    // Where the receipt before it forks, each may follow either.
    private static bool IsLinked(ILookup<long, Receipt> byNumber, long number) =>
        byNumber[number].All(receipt => byNumber[number - 1].Any(before => before.Link == receipt.Previous));
}
