using System.Globalization;
using System.Text;
using System.Text.Json;
using Relay.Client.Transparency;
using Relay.Signatures.Custody;
using Relay.Signatures.Transparency;

namespace Relay.Cli.Verify;

/// <summary>Checks one head of the log of keys, or compares two that different parties were shown.</summary>
/// <param name="verifier">Has the relay's keys.</param>
/// <param name="inputs">The heads and the proof.</param>
/// <param name="output">Takes one line.</param>
/// <param name="errors">Takes what could not be checked.</param>
internal sealed class HeadRun(TreeHeadVerifier verifier, VerifyInputs inputs, TextWriter output, TextWriter errors)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private sealed record HeadFile(string? Head);

    private sealed record ConsistencyFile(long From, long To, IReadOnlyList<byte[]>? Path);

    /// <exception cref="FormatException">A file is not what is wanted.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task<int> RunAsync(CancellationToken cancel)
    {
        var tokens = new List<string>();
        foreach (var path in inputs.Heads)
        {
            var token = await TokenAsync(path, cancel);
            if (verifier.Check(token) is { IsGood: false, Fault: var fault })
                return Bad($"{Path.GetFileName(path)}: {fault.Describe()}");
            tokens.Add(token);
        }

        var heads = tokens.ConvertAll(token => verifier.Check(token).Head!);
        if (heads is [var head])
            return Good($"{Text(head)} (key {head.KeyId}).");
        if (heads[0].Size != heads[1].Size && heads.TrueForAll(each => each.Size > 0) && inputs.Consistency is null)
            return NotChecked("Heads of different sizes are compared with the relay's proof (--consistency).");

        var proof = inputs.Consistency is { } file ? Read<ConsistencyFile>(await File.ReadAllBytesAsync(file, cancel)) : null;
        if (proof is not null && (proof.Path is null || proof.From != heads.Min(each => each.Size) || proof.To != heads.Max(each => each.Size)))
            return NotChecked("The proof is not about these two sizes.");
        var exchange = new HeadExchange(verifier, (_, _, _) => Task.FromResult(proof?.Path ?? []));
        var check = await exchange.CompareAsync(tokens[0], tokens[1], cancel);
        return check.Fault switch
        {
            HeadFault.None => Good($"both heads are of one log: {Text(heads.MaxBy(each => each.Size)!)}."),
            HeadFault.Equivocation => Bad("the relay has signed two different trees of one size. The two heads prove it: keep them."),
            _ => Bad("the proof does not show that the smaller tree is the beginning of the larger one."),
        };
    }

    private static async Task<string> TokenAsync(string path, CancellationToken cancel)
    {
        var bytes = await File.ReadAllBytesAsync(path, cancel);
        var text = Encoding.UTF8.GetString(bytes).Trim();
        return text.StartsWith('{') ? Read<HeadFile>(bytes).Head ?? throw new FormatException($"{path} holds no head.") : text;
    }

    private static T Read<T>(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Web) ?? throw new FormatException("An answer of the relay is wanted.");
        }
        catch (JsonException e)
        {
            throw new FormatException("An answer of the relay is wanted.", e);
        }
    }

    private static string Text(TreeHead head) => string.Create(
        CultureInfo.InvariantCulture,
        $"{head.Relay} had {VerifyTexts.Count(head.Size, "entry", "entries")} in its log of keys at {head.At.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff} UTC, root {Convert.ToHexStringLower(head.Root)}");

    private int Good(string text)
    {
        output.WriteLine("good: " + text);
        return VerifyExit.Good;
    }

    private int Bad(string text)
    {
        output.WriteLine("bad: " + text);
        return VerifyExit.Bad;
    }

    private int NotChecked(string reason)
    {
        errors.WriteLine("not checked: " + reason);
        return VerifyExit.NotChecked;
    }
}
