using Azure;
using Azure.Data.Tables;
using Relay.Functions.Tests.World;

namespace Relay.Functions.Tests.Keys;

/// <summary>
/// A table in which calls can be cut off: before they are carried out, or after, when only the answer is lost. Every call gives way to
/// others before it.
/// </summary>
internal sealed class KeyTable : FakeTable
{
    /// <summary>How many calls were cut off.</summary>
    public int CutOff { get; private set; }

    /// <summary>Every call, by its method, with the failed conditions.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Decides for a call whether it is cut off: below 0 before it is carried out, above 0 after it.</summary>
    public Func<string, int>? Interrupt { get; set; }

    protected override async Task<T> RunAsync<T>(string method, TableEntity? row, Func<T> call)
    {
        await Task.Yield();
        lock (Gate)
        {
            var interrupt = Interrupt?.Invoke(method) ?? 0;
            if (interrupt != 0)
                CutOff++;
            if (interrupt < 0)
                throw new RequestFailedException("The call was cut off.");
            try
            {
                var answer = call();
                Calls.Add(method);
                return interrupt > 0 ? throw new RequestFailedException("The answer was cut off.") : answer;
            }
            catch (RequestFailedException failed) when (failed.Status != 0)
            {
                Calls.Add(method + " " + failed.Status);
                throw;
            }
        }
    }
}
