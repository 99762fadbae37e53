using System.Globalization;
using Relay.Client.Custody;
using Relay.Signatures.Custody;

namespace Relay.Cli.Verify;

/// <summary>Checks the receipts in a folder: each by itself, then the chains that they belong to.</summary>
/// <param name="verifier">Has the relay's keys.</param>
/// <param name="files">Reads files.</param>
/// <param name="complete">Whether a number that is not there is a fault.</param>
/// <param name="output">Takes one line for each chain, and one for each receipt that is bad.</param>
internal sealed class ChainRun(ReceiptVerifier verifier, VerifyFiles files, bool complete, TextWriter output)
{
    // More would not be read by anyone.
    private const int MostNumbers = 10;

    /// <exception cref="FormatException">There is no file, or one that is no receipt.</exception>
    /// <exception cref="IOException">The folder or a file in it cannot be read.</exception>
    public async Task<int> RunAsync(string folder, CancellationToken cancel)
    {
        var receipts = new List<Receipt>();
        var bad = 0;
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            var check = verifier.Check(await TokenAsync(path, cancel));
            if (check.IsGood)
            {
                receipts.Add(check.Receipt);
                continue;
            }

            bad++;
            output.WriteLine($"bad: {Path.GetFileName(path)}: {check.Fault.Describe()}");
        }

        if (receipts.Count + bad == 0)
            throw new FormatException($"{folder} holds no files.");

        var chains = ReceiptChain.Of(receipts);
        foreach (var chain in chains)
            output.WriteLine($"{(IsGood(chain) ? "good" : "bad")}: {Text(chain)}");
        return bad == 0 && chains.All(IsGood) ? VerifyExit.Good : VerifyExit.Bad;
    }

    private async Task<string> TokenAsync(string path, CancellationToken cancel)
    {
        try
        {
            return (await files.ReceiptAsync(path, cancel)).Token;
        }
        catch (FormatException e)
        {
            throw new FormatException($"{Path.GetFileName(path)}: {e.Message}", e);
        }
    }

    private bool IsGood(ReceiptChain chain) => chain.IsConsistent && (!complete || chain.Gaps.Count == 0);

    private static string Text(ReceiptChain chain)
    {
        var parts = new List<string>
        {
            $"{chain.Relay}, instance {chain.Instance}: {VerifyTexts.Count(chain.Receipts, "receipt", "receipts")}",
            chain.First == chain.Last ? $"number {Number(chain.First)}" : $"numbers {Number(chain.First)} to {Number(chain.Last)}",
            VerifyTexts.Count(chain.Links, "link holds", "links hold"),
        };
        if (chain.Forks.Count > 0)
            parts.Add("different receipts have one number: " + Several([.. chain.Forks.Select(Number)]));
        if (chain.Breaks.Count > 0)
            parts.Add("another receipt is named as the one before: " + Several([.. chain.Breaks.Select(Number)]));
        if (chain.Gaps.Count > 0)
            parts.Add("not here: " + Several([.. chain.Gaps.Select(gap => gap.From == gap.To ? Number(gap.From) : $"{Number(gap.From)} to {Number(gap.To)}")]));
        return string.Join("; ", parts) + ".";
    }

    private static string Several(IReadOnlyList<string> numbers) =>
        string.Join(", ", numbers.Take(MostNumbers)) + (numbers.Count > MostNumbers ? $" and {numbers.Count - MostNumbers} more" : "");

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
