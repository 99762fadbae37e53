using Relay.Local.Stack;

namespace Relay.Cli.Supply;

/// <summary>Looks for known vulnerabilities in everything that this checkout is made with.</summary>
internal static class Audit
{
    private const string Partners = "npm (partners)";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Asks every registry.</summary>
    public static async Task<IReadOnlyList<AuditResult>> RunAsync(CancellationToken cancel)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(20) };
        return
        [
            await WithinAsync(NuGetAudit.Name, bound => NuGetAudit.RunAsync(SupplyChain.Solution, http, bound), cancel),
            await WithinAsync(NpmAudit.Name, bound => NpmAudit.RunAsync(NpmAudit.Name, RepositoryPaths.Root, bound), cancel),
            await WithinAsync(Partners, bound => NpmAudit.RunAsync(Partners, Path.Combine(RepositoryPaths.Root, "partners"), bound), cancel),
        ];
    }

    // A registry that is away must not hold the tests up.
    private static async Task<AuditResult> WithinAsync(string what, Func<CancellationToken, Task<AuditResult>> audit, CancellationToken cancel)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bound.CancelAfter(Patience);
        try
        {
            return await audit(bound.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return AuditResult.Impossible(what, $"no answer in {Patience.TotalMinutes:0} minutes");
        }
    }
}
