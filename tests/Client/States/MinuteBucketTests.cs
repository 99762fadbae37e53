using System.Diagnostics;
using Relay.Client.States;

namespace Relay.Client.Tests.States;

public sealed class MinuteBucketTests
{
    private static readonly DateTimeOffset Minute = new(2027, 1, 15, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_Ids_DependsOnTheSetAlone()
    {
        Guid[] ids = [.. Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7())];

        Assert.Equal(MinuteBucket.Of(Minute, ids), MinuteBucket.Of(Minute, ids.AsEnumerable().Reverse().Concat(ids)));
        Assert.NotEqual(MinuteBucket.Of(Minute, ids).Digest, MinuteBucket.Of(Minute, ids[1..]).Digest);
        Assert.Equal(new MinuteBucket(Minute, 0, "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"), MinuteBucket.Of(Minute, []));
    }

    [Fact]
    public async Task Of_Ids_IsWhatNodeComputesFromTheirText()
    {
        // Version 4 ids as well, so that the order of the bytes and that of the text would show a difference.
        Guid[] ids = [.. Enumerable.Range(0, 50).Select(i => i % 2 == 0 ? Guid.CreateVersion7() : Guid.NewGuid())];
        const string Script = """
            const ids = process.argv.slice(1).sort();
            const hash = require('node:crypto').createHash('sha256');
            for (const id of ids) hash.update(Buffer.from(id.replaceAll('-', ''), 'hex'));
            process.stdout.write(hash.digest('base64url'));
            """;
        using var node = Process.Start(new ProcessStartInfo("node", ["-e", Script, .. ids.Select(id => id.ToString())]) { RedirectStandardOutput = true })!;
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        var digest = await node.StandardOutput.ReadToEndAsync(stop.Token);

        Assert.Equal(digest, MinuteBucket.Of(Minute, ids).Digest);
    }
}
